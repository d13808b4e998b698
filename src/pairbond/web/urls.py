"""All addresses of the app. Each name stands in :data:`pairbond.web.access.ROUTES` too."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from pairbond.web import page
from pairbond.web.accounts import sealed_views as sealed
from pairbond.web.accounts import views as accounts
from pairbond.web.chats import views as chats
from pairbond.web.couples import views as couples
from pairbond.web.days import check_in, own, planning, trial, week, words
from pairbond.web.days import views as days
from pairbond.web.ops import views as ops
from pairbond.web.reports import views as reports
from pairbond.web.take import lines, safety
from pairbond.web.take import views as take

urlpatterns = [
    # ---- questionnaires: first, since addresses are tried in this order and most requests are for these
    path("questions/", take.questions, name="questions"),
    path("questions/<int:number>/", take.question, name="question"),
    path("questions/<int:number>/<int:place>/", take.question_at, name="question-at"),
    path("questions/<int:number>/page/<int:place>/", lines.page, name="question-page"),
    path("questions/<int:number>/done/", take.done, name="question-done"),
    path("private/", safety.private, name="private"),
    # ---- pages that belong to no part
    path("", page.welcome, name="welcome"),
    path("home/", take.home, name="home"),
    path("help/", page.help_page, name="help"),
    path("who-runs-this/", page.operator, name="operator"),
    path("leave/", page.leave, name="leave"),
    path("health/", page.health, name="health"),
    path("app.webmanifest", page.manifest, name="manifest"),
    # ---- accounts
    path("join/", account.signup, name="account_signup"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("second-step/", factors.authenticate, name="mfa_authenticate"),
    path("second-step/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("second-steps/", factors.index, name="mfa_index"),
    path("second-steps/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-steps/app/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-steps/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-steps/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-steps/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/", accounts.account, name="account"),
    path("account/about/", accounts.about_you, name="about"),
    path("account/browsers/", accounts.sessions, name="sessions"),
    path("account/log/", accounts.log_page, name="log"),
    path("account/recovery/", accounts.recovery, name="recovery"),
    path("recover/", accounts.recover, name="recover"),
    path("unlock/", sealed.unlock, name="unlock"),
    path("unlock/code/", sealed.unlock_by_code, name="unlock-code"),
    path("account/sealed/", sealed.overview, name="sealed"),
    path("account/sealed/on/", sealed.turn_on, name="sealed-on"),
    path("account/sealed/change/", sealed.change, name="sealed-change"),
    path("account/sealed/off/", sealed.turn_off, name="sealed-off"),
    path("account/sealed/lock/", sealed.lock, name="sealed-lock"),
    # ---- days and reading
    path("today/", check_in.check_in, name="day"),
    path("today/kept/", check_in.kept, name="day-kept"),
    path("today/own/", own.own, name="day-own"),
    path("today/days/", planning.plan, name="day-plan"),
    path("today/week/", week.week, name="day-week"),
    path("today/try/", trial.trial, name="day-trial"),
    path("today/words/", words.words, name="day-words"),
    path("today/choices/", week.choices, name="day-choices"),
    path("moment/", days.moment, name="moment"),
    path("moment/later/", days.later, name="moment-later"),
    path("learn/", days.guides, name="guides"),
    path("learn/<int:number>/", days.guide, name="guide"),
    # ---- exported chats
    path("messages/", chats.chat, name="chat"),
    path("messages/bring/", chats.bring, name="chat-bring"),
    path("messages/which/", chats.which, name="chat-which"),
    path("messages/remove/", chats.remove, name="chat-remove"),
    # ---- a person's own data
    path("account/data/", ops.data, name="data"),
    path("account/data/copy/", ops.export, name="data-copy"),
    path("account/data/copy/rule/", ops.copy_rule, name="data-rule"),
    path("account/data/end/", ops.end, name="data-end"),
    # ---- the two
    path("two/", couples.two, name="two"),
    path("two/code/", couples.invite, name="two-invite"),
    path("two/join/", couples.join, name="two-join"),
    path("two/share/", couples.share, name="two-share"),
    path("two/words/", couples.words, name="two-words"),
    path("two/yes/", couples.agree, name="two-agree"),
    path("two/undo/", couples.step_back, name="two-back"),
    path("two/end/", couples.unlink, name="two-unlink"),
    path("two/left/", couples.left, name="two-left"),
    # ---- reports
    path("reading/", reports.mine, name="mine"),
    path("reading/paper/", reports.mine_on_paper, name="mine-paper"),
    path("reading/two/", reports.both, name="both"),
    path("reading/two/paper/", reports.both_on_paper, name="both-paper"),
]

handler400 = page.bad_request
handler403 = page.denied
handler404 = page.not_found
handler500 = page.broken
