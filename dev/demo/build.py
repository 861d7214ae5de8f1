"""Fill the database of an `odoo shell` with the demo, and commit.

Run from the root of the repository: `python -m odoo shell -d DATABASE < dev/demo/build.py`.
The variables WEBPAY_SIMULATOR_URL, WEB_BASE_URL and SMTP_PORT say where the simulator, the portal
and the mail catcher are; what is not given is left as it is.
"""

from dev.demo.builder import build

build(env)  # noqa: F821 - the shell gives it
env.cr.commit()  # noqa: F821  pylint: disable=invalid-commit - a script, not a request
