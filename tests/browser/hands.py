"""Somebody of the unit at their own browser: reads what a person reads, answers by the question."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Response
from playwright.sync_api import Page as Tab

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# What is put together from parts may be broken into lines wherever the page likes.
SPACES = re.compile(r"\s+")


class Worker:
    """One person who signs in by the page and works by the words on it, with script or without."""

    def __init__(
        self,
        browser: Browser,
        *,
        address: str,
        username: str,
        password: str,
        phone: bool = False,
        script: bool = True,
    ) -> None:
        self.context = browser.new_context(
            java_script_enabled=script,
            viewport=PHONE if phone else DESK,
            has_touch=phone,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        self.tab: Tab = self.context.new_page()
        self.address, self.username, self.password = address, username, password
        self.troubles: list[str] = []
        self.tab.on("response", self._listen)
        self.tab.on("pageerror", lambda error: self.troubles.append(str(error)))

    def _listen(self, response: Response) -> None:
        """An answer is a page, a form sent back with its errors, or trouble."""
        if response.status >= 400 and response.status != 422:
            self.troubles.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Worker:
        """Go to an address of the site; whoever is not signed in does that first."""
        self.tab.goto(self.address + path)
        return self._signed_in()

    def _signed_in(self) -> Worker:
        if self.heading == "Sign in":
            self.write("User name", self.username)
            self.tab.get_by_label("Password", exact=True).fill(self.password)
            self.press("Sign in")
        return self

    @property
    def main(self) -> Locator:
        return self.tab.locator("main")

    @property
    def heading(self) -> str:
        return self.tab.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """All that the page shows, with single spaces."""
        return SPACES.sub(" ", self.tab.locator("body").inner_text())

    def sees(self, *sentences: str) -> Worker:
        """Every sentence stands on the page, and nothing has gone wrong in it."""
        missing = [each for each in sentences if each not in self.text]
        assert missing == [], f"{self.username} at {self.tab.url} reads: {self.text}"
        assert self.troubles == [], self.troubles
        return self

    def sees_no(self, *sentences: str) -> Worker:
        assert [each for each in sentences if each in self.text] == []
        return self

    def follow(self, words: str) -> Worker:
        """The first link with these words, whoever's it is on the page."""
        self._go_on(self.tab.locator("a", has_text=words).first)
        return self._signed_in()

    def unfold(self, words: str) -> Worker:
        """Open what is folded away under these words."""
        self.main.locator("summary", has_text=words).first.click()
        return self

    def press(self, words: str) -> Worker:
        self._go_on(self.main.get_by_role("button", name=words, exact=True))
        return self

    def _go_on(self, by: Locator) -> None:
        """Click, and wait for the page that comes of it."""
        with self.tab.expect_navigation():
            by.click()

    def write(self, question: str, answer: str) -> Worker:
        self.main.get_by_label(question, exact=True).fill(answer)
        return self

    def give(self, question: str, file: Path) -> Worker:
        """Choose a file; with script on, the field is a button beside the question's words."""
        self.main.locator("input[type=file]").and_(
            self.main.get_by_label(question)
        ).set_input_files(file)
        return self

    def pick(self, question: str, option: str) -> Worker:
        """One of a list that folds out, by how its words begin."""
        select = self.main.get_by_label(question, exact=True)
        offered = [
            SPACES.sub(" ", each).strip() for each in select.locator("option").all_inner_texts()
        ]
        select.select_option(label=next(each for each in offered if each.startswith(option)))
        return self

    def choose(self, question: str, answer: str) -> Worker:
        """One of several answers that are all on the page."""
        self.main.get_by_role("group", name=question).get_by_label(answer).first.check()
        return self

    def tick(self, words: str) -> Worker:
        self.main.get_by_label(words).first.check()
        return self
