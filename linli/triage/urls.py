"""Addresses of suggestions (fragments that pages of cases ask for), of their accuracy, and of hot topics."""

from django.urls import path

from linli.triage.pages import accuracy, desk, resident, topics

app_name = "triage"

urlpatterns = [
    path("cases/<int:case_id>/", desk.suggestions, name="suggestions"),
    path("intake/", desk.intake, name="intake"),
    path("hints/", resident.hints, name="hints"),
    path("accuracy/", accuracy.home, name="accuracy"),
    path("accuracy/learn/", accuracy.learn, name="learn"),
    path("accuracy/<int:version>/", accuracy.confused, name="confused"),
    path("accuracy/<int:version>/activate/", accuracy.activate, name="activate"),
    path("topics/", topics.home, name="topics"),
    path("topics/open/", resident.open_topics, name="open_topics"),
    path("topics/<int:topic_id>/", topics.topic, name="topic"),
    path("topics/recurring/<int:problem_id>/", topics.choose, name="choose"),
]
