"""Addresses of hotlines; names live in `channels`."""

from django.urls import path

from linli.channels.hotline.pages import answers, files

urlpatterns = [
    path("", files.home, name="hotline"),
    path("senders/new/", answers.new_sender, name="hotline_new_sender"),
    path("senders/<int:sender_id>/", answers.sender, name="hotline_sender"),
    path("senders/<int:sender_id>/reply/", answers.export, name="hotline_reply"),
    path("replies/<int:export_id>/", answers.exported, name="hotline_export"),
    path("files/<int:batch_id>/", files.batch, name="hotline_batch"),
    path("files/<int:batch_id>/confirm/", files.confirm, name="hotline_confirm"),
    path("files/<int:batch_id>/discard/", files.discard, name="hotline_discard"),
    path("files/<int:batch_id>/errors.xlsx", files.errors, name="hotline_errors"),
]
