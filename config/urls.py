"""Every address of the house; each app lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.cases.urls")),
    path("", include("linli.core.urls")),
    path("files/", include("linli.core.files.urls")),
    path("", include("linli.accounts.urls")),
    path("organisation/", include("linli.organisation.urls")),
    path("", include("linli.organisation.api.own")),
    path("places/", include("linli.places.urls")),
    path("methods/", include("linli.methods.urls")),
    path("", include("linli.whistles.urls")),
    path("", include("linli.channels.urls")),
    path("callbacks/", include("linli.callbacks.urls")),
    path("", include("linli.needs.urls")),
    path("triage/", include("linli.triage.urls")),
    path("cockpit/", include("linli.cockpit.urls")),
]

handler404 = "linli.core.missing.missing"
