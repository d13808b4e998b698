"""An oTree project of one app, for the comparison in ``benchmarks/web_otree.py``."""

SESSION_CONFIGS = [{"name": "pair", "app_sequence": ["pair"], "num_demo_participants": 2}]
SESSION_CONFIG_DEFAULTS = {"real_world_currency_per_point": 1.0, "participation_fee": 0.0, "doc": ""}
LANGUAGE_CODE = "en"
REAL_WORLD_CURRENCY_CODE = "EUR"
USE_POINTS = False
ADMIN_USERNAME = "admin"
ADMIN_PASSWORD = "not used"
DEMO_PAGE_INTRO_HTML = ""
SECRET_KEY = "benchmark"
