from django.core.files.storage import default_storage
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from linli.core.errors import NotFound
from linli.core.files.queries import photo_behind
from linli.core.files.rules import keep_for, name_of, opened_by
from linli.core.files.terms import Size
from linli.core.pages import Request, public_page


@public_page
@require_safe
def photo(request: Request, token: str, size: str) -> HttpResponse:
    """One size of a photograph. The link is the permission: it is signed, and it ends."""
    now = timezone.now()
    key, expires_at = opened_by(token, now)
    if size not in Size:
        raise NotFound("photo")
    file = photo_behind(key)
    etag = f'"{file.sha256[:32]}-{size}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = _bytes_of(file.key, Size(size), file.media_type)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=keep_for(expires_at, now), immutable=True)
    return response


def _bytes_of(key: str, size: Size, media_type: str) -> HttpResponse:
    """Some 600 kB at most, so there is nothing to stream."""
    try:
        with default_storage.open(name_of(key, size)) as stored:
            response = HttpResponse(stored.read(), content_type=media_type)
    except FileNotFoundError:
        raise NotFound("photo") from None
    response["Content-Disposition"] = "inline"
    return response
