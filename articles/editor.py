"""The rich-text editor, behind this one module: models, migrations and templates know nothing of it.

It is django-ckeditor (CKEditor 4.22.1, the last open release). Its browser side is not trusted: what it sends is
cleaned by richtext.clean, and the same declaration tells it what it may keep, so that text opened and saved
unchanged is equal to the letter. All plugins that call out, upload, or edit source or script are off.
"""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from . import richtext

BASE = "ckeditor/ckeditor/"
REMOVED = (
    "about,adobeair,autoembed,autogrow,bbcode,bidi,cloudservices,codesnippet,codesnippetgeshi,colorbutton,"
    "colordialog,copyformatting,devtools,divarea,docprops,easyimage,elementspath,embed,embedbase,embedsemantic,"
    "exportpdf,flash,font,forms,iframe,image,language,magicline,mathjax,newpage,pagebreak,placeholder,preview,print,"
    "save,scayt,smiley,sourcearea,sourcedialog,stylescombo,stylesheetparser,templates,uicolor,uploadimage,uploadwidget,wsc,"
    "wysiwygarea"
)

# What the editor needs beyond the site's policy, on the pages that carry it and nowhere else. A nonce must not stand
# here: it would cancel 'unsafe-inline'.
POLICY = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "script-src-attr": [CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


def allowed_content(tags):
    """Return richtext's declaration in the editor's own terms."""
    rules = {}
    for tag in sorted(tags):
        rule = {}
        if tag in richtext.ATTRIBUTES:
            rule["attributes"] = ",".join(sorted(richtext.ATTRIBUTES[tag]))
        if tag in richtext.CLASSES:
            rule["classes"] = ",".join(sorted(richtext.CLASSES[tag]))
        rules[tag] = rule or True
    return rules


def configuration():
    return {
        "skin": "moono-lisa",
        "customConfig": "",
        "stylesSet": False,
        "height": 420,
        "width": "auto",
        "extraPlugins": "image2,newsroom",
        "removePlugins": REMOVED,
        "toolbar": [
            ["Format", "Bold", "Italic", "RemoveFormat"],
            ["Link", "Unlink"],
            ["BulletedList", "NumberedList", "Blockquote"],
            ["Table", "Image", "TurnQuestion", "Turn"],
            ["PasteFromWord", "Legacy", "SpecialChar"],
            ["Undo", "Redo", "Find", "Maximize"],
        ],
        "format_tags": "p;h2;h3",
        "allowedContent": allowed_content(richtext.BLOCKS | richtext.TABLE | richtext.INLINE),
        "captionContent": allowed_content(richtext.INLINE),  # read by js/editor/newsroom.js
        "pasteFilter": "p h2 h3 strong em sub sup ul ol li blockquote table caption thead tbody tr; "
        "a[!href]; th[scope,colspan,rowspan]; td[colspan,rowspan]",
        "clipboard_handleImages": False,  # js/editor/pasting.js takes them to the library
        "entities": False,
        "basicEntities": True,
        "fillEmptyBlocks": False,
        "disableNativeSpellChecker": False,
        "image2_captionedClass": "figure",
        "image2_disableResizer": True,
        "removeDialogTabs": "image2:Upload;link:upload",  # never shown, but built with scripts that the policy forbids
        "filebrowserImageBrowseUrl": str(reverse_lazy("photo_picker")),
        "filebrowserWindowWidth": 960,
        "filebrowserWindowHeight": 720,
        "linkShowAdvancedTab": False,
        "linkShowTargetTab": False,
        "versionCheck": False,
        "title": str(_("Text of the article")),
        "applicationTitle": str(_("Editor")),
        # Words that CKEditor's own Vietnamese lacks or has wrong: it calls the alt text a caption, undoing restoring.
        "words": {
            "common": {"browseServer": str(_("Choose a photo from the library"))},
            "widget": {"label": "%1"},  # read aloud: what stands there, without the program's word for it
            "undo": {"undo": pgettext("editor", "Undo"), "redo": pgettext("editor", "Redo")},
            "pastefromword": {"title": str(_("Paste from Word")), "toolbar": str(_("Paste from Word"))},
            "format": {"tag_h2": str(_("Heading")), "tag_h3": str(_("Subheading"))},
            "image2": {"alt": str(_("Description for people who can't see it"))},
            "link": {
                "displayText": str(_("Text shown")),
                "toPhone": str(_("Phone")),
                "phoneNumber": str(_("Phone number")),
            },
        },
        "newsroomLabels": {
            "turn": str(_("Interview turn")),
            "question": str(_("Question")),
            "interviewer": str(_("Reporter")),
            "speaker": str(_("Speaker")),
            "credit": str(_("Photo:")),
            "legacy": str(_("TCVN3/VNI to Unicode")),
        },
    }


class RichTextWidget(CKEditorWidget):
    """The editor as a form widget, without an inline style of its own.

    The parts that it would ask for one after the other come as scripts of the page, side by side; with them in place
    it asks for no file of theirs. js/editor/newsroom.js starts it.
    """

    def __init__(self, attrs=None):
        super().__init__(template_name="articles/admin/editor.html", attrs=attrs)
        self.config = {}

    @property
    def media(self):
        language = get_language()
        parts = ["ckeditor.js", f"lang/{language}.js", "plugins/image2/plugin.js", f"plugins/image2/lang/{language}.js"]
        start = Script("js/editor/newsroom.js", defer=True, **{"data-editor-base": static(BASE)})
        return forms.Media(js=[start, *(Script(BASE + part, defer=True) for part in parts)])

    def _set_config(self):
        self.config = configuration()
        super()._set_config()
