"""Addresses of hotlines; names live in `channels`."""

from django.urls import path

from linli.channels.hotline.pages import answers, asks, files

urlpatterns = [
    path("", files.home, name="hotline"),
    path("senders/new/", answers.new_sender, name="hotline_new_sender"),
    path("senders/<int:sender_id>/", answers.sender, name="hotline_sender"),
    path("senders/<int:sender_id>/reply/", answers.export, name="hotline_reply"),
    path("senders/<int:sender_id>/asks/", asks.asks, name="hotline_asks"),
    path("senders/<int:sender_id>/asks/export/", asks.export, name="hotline_asks_export"),
    path("senders/<int:sender_id>/asks/columns/", asks.columns, name="hotline_ask_columns"),
    path("senders/<int:sender_id>/urgency/", asks.urgency, name="hotline_urgency"),
    path("replies/<int:export_id>/", answers.exported, name="hotline_export"),
    path("files/<int:batch_id>/", files.batch, name="hotline_batch"),
    path("files/<int:batch_id>/confirm/", files.confirm, name="hotline_confirm"),
    path("files/<int:batch_id>/discard/", files.discard, name="hotline_discard"),
    path("files/<int:batch_id>/errors.xlsx", files.errors, name="hotline_errors"),
]
