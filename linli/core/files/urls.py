from django.urls import path

from linli.core.files import pages

app_name = "files"
urlpatterns = [path("<str:token>/<slug:size>.jpg", pages.photo, name="photo")]
