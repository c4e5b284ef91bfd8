"""Who reads many streams over one socket."""

import asyncio
import json


class Reader:
    """A socket of streams; who is here is heard only by those who ask for it."""

    def __init__(self, tab):
        self.tab = tab

    async def opens(self, stream, *, is_open=True):
        await self.tab.says(stream=stream, open=is_open)

    async def says(self, stream, **payload):
        await self.tab.says(stream=stream, payload=payload)

    async def hears(self):
        while True:
            output = await self.tab.receive_output(timeout=5)
            assert output["type"] == "websocket.send", output
            frame = json.loads(output["text"])
            if frame.get("payload", {}).get("type") != "presence":
                return frame

    async def hears_on(self, stream, kind):
        frame = await self.hears()
        assert (frame["stream"], frame["payload"]["type"]) == (stream, kind), frame
        return frame["payload"]

    async def is_told(self, stream, *, is_open=True):
        assert await self.hears() == {"stream": stream, "open": is_open}

    async def is_refused(self, stream, code):
        refusal = await self.hears_on(stream, "rejected")
        assert refusal["code"] == code
        return refusal

    async def watches(self, code):
        """Open a room; its first state."""
        await self.opens(f"room:{code}")
        await self.is_told(f"room:{code}")
        return await self.hears_on(f"room:{code}", "state")

    async def hears_nothing(self):
        await asyncio.sleep(0.02)
        await self.tab.says(type="ping")
        assert (await self.hears())["type"] == "pong"
