from django.urls import path

from bihuan.windows.desk.inspecting import board, filling, marks, result, standing

urlpatterns = [
    path("", board.board, name="inspecting"),
    path("plan/", board.plan, name="inspecting_plan"),
    path("own/", board.own, name="inspecting_own"),
    path("draw/", board.draw, name="inspecting_draw"),
    path("points/", marks.points, name="inspecting_points_first"),
    path("points/<slug:name>/", marks.points, name="inspecting_points"),
    path("ranking/", standing.ranking, name="inspecting_ranking"),
    path("ranking/sheet/", standing.book, name="inspecting_ranking_book"),
    path("<int:pk>/", filling.visit, name="visit"),
    path("<int:pk>/begin/", filling.begin, name="visit_begin"),
    path("<int:pk>/call-off/", filling.call_off, name="visit_call_off"),
    path("<int:pk>/hand-over/", filling.hand_over, name="visit_hand_over"),
    path("<int:pk>/sign/", filling.sign, name="visit_sign"),
    path("<int:pk>/unsigned/", filling.unsigned, name="visit_unsigned"),
    path("<int:pk>/sections/<slug:name>/", filling.section, name="visit_section"),
    path("<int:pk>/sections/<slug:name>/photo/", filling.photo_new, name="visit_photo_new"),
    path("<int:pk>/photos/<int:number>/", filling.photo, name="visit_photo"),
    path("<int:pk>/appeal/", result.appeal, name="visit_appeal"),
    path("<int:pk>/appeals/<int:number>/", result.decide, name="visit_decide"),
    path("<int:pk>/sheet/", result.sheet, name="visit_sheet"),
]
