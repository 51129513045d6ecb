"""Addresses of the pages for method packs."""

from django.urls import path

from linli.methods.pages import drafts, force, packs, rows

app_name = "methods"
urlpatterns = [
    path("", packs.packs, name="packs"),
    path("new/", packs.new, name="new"),
    path("shipped/<slug:name>/", packs.shipped, name="shipped"),
    path("<int:pack_id>/", packs.pack, name="pack"),
    path("<int:pack_id>/text/", packs.text, name="text"),
    path("<int:pack_id>/activate/", force.activate, name="activate"),
    path("<int:pack_id>/plan/", force.plan, name="plan"),
    path("<int:pack_id>/try/", force.try_out, name="try_pack"),
    path("<int:pack_id>/draft/", drafts.begin, name="begin"),
    path("plans/<int:plan_id>/cancel/", force.cancel, name="cancel_plan"),
    path("drafts/<int:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<int:draft_id>/text/", drafts.text, name="draft_text"),
    path("drafts/<int:draft_id>/load/", drafts.load, name="load_draft"),
    path("drafts/<int:draft_id>/drop/", drafts.drop, name="drop_draft"),
    path("drafts/<int:draft_id>/try/", drafts.try_out, name="try_draft"),
    path("drafts/<int:draft_id>/in/<slug:part>/", rows.section, name="section"),
    path("drafts/<int:draft_id>/in/<slug:part>/new/", rows.new, name="new_row"),
    path("drafts/<int:draft_id>/in/<slug:part>/<int:row_id>/", rows.row, name="row"),
    path("drafts/<int:draft_id>/in/<slug:part>/<int:row_id>/remove/", rows.remove, name="remove_row"),
]
