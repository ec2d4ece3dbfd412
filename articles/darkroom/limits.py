"""What the process may take: past that the system refuses memory or ends it, whatever a decoder is doing."""

try:
    import resource
except ImportError:  # Windows, where people only try the portal: the caps by format and the caller's clock remain
    resource = None

MEMORY = 400 * 1024 * 1024  # bytes of address space: what is resident is always less
SECONDS = 20  # of processor time; the slowest honest photo takes a tenth of that
FILE = 64 * 1024 * 1024  # bytes of one written file


def keep_within():
    if resource is None:
        return
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))
