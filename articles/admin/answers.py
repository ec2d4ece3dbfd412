"""What scripts ask is answered in JSON, whatever the answer."""

from functools import wraps

from django.contrib import admin
from django.http import JsonResponse
from django.utils.translation import gettext as _


def in_json(permission, refusal):
    """Let in who works in the newsroom and has the permission.

    Everybody else is told so in a sentence: a redirect to the login would pass for an answer.
    """

    def guarded(view):
        @wraps(view)
        def answer(request):
            if not request.user.is_authenticated:
                said = _("You are logged out. Log in in another tab, then try again.")
                return JsonResponse({"error": said}, status=401)
            if not (admin.site.has_permission(request) and request.user.has_perm(permission)):
                return JsonResponse({"error": str(refusal)}, status=403)
            return view(request)

        return answer

    return guarded
