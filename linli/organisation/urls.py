"""Addresses of the organisation."""

from django.urls import path

from linli.organisation.pages import (
    imports,
    integrations,
    notices,
    people,
    places,
    posts,
    resident,
    sign_ins,
    start,
    units,
)

app_name = "organisation"
urlpatterns = [
    path("grid/", resident.grid, name="grid"),
    path("", places.units, name="units"),
    path("start/", start.start, name="start"),
    path("places/<int:place_id>/", places.place, name="place"),
    path("vacancies/", places.vacancies, name="vacancies"),
    path("units/add/", units.add_unit, name="add_unit"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/edit/", units.edit_unit, name="edit_unit"),
    path("units/<int:unit_id>/close/", units.close_unit, name="close_unit"),
    path("units/<int:unit_id>/addresses/", units.add_address, name="add_address"),
    path(
        "units/<int:unit_id>/addresses/<int:address_id>/remove/", units.remove_address, name="remove_address"
    ),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit/", people.edit_person, name="edit_person"),
    path("people/<int:person_id>/leave/", people.leave, name="leave"),
    path("people/<int:person_id>/absence/", people.set_absence, name="set_absence"),
    path("people/<int:person_id>/absence/<int:absence_id>/end/", people.end_absence, name="end_absence"),
    path("people/<int:person_id>/sign-in/", sign_ins.give_sign_in, name="give_sign_in"),
    path("people/<int:person_id>/password/", sign_ins.give_password, name="give_password"),
    path("people/<int:person_id>/unlock/", sign_ins.unlock, name="unlock"),
    path("people/<int:person_id>/second-factor/", sign_ins.reset_second_factor, name="reset_second_factor"),
    path("posts/add/", posts.appoint, name="appoint"),
    path("posts/<int:post_id>/", posts.fill_post, name="fill_post"),
    path("posts/<int:post_id>/end/", posts.end_post, name="end_post"),
    path("second-factors/", sign_ins.second_factors, name="second_factors"),
    path("import/", imports.upload, name="import"),
    path("import/confirm/", imports.confirm, name="import_confirm"),
    path("integrations/", integrations.integrations, name="integrations"),
    path("integrations/add/", integrations.add_integration, name="add_integration"),
    path("integrations/<int:integration_id>/", integrations.integration, name="integration"),
    path("integrations/<int:integration_id>/rotate/", integrations.rotate, name="rotate_token"),
    path("integrations/<int:integration_id>/revoke/", integrations.revoke, name="revoke_integration"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_notices, name="read_notices"),
]
