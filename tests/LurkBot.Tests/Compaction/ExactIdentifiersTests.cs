using LurkBot.Compaction;

namespace LurkBot.Tests.Compaction;

public sealed class ExactIdentifiersTests
{
    [Theory]
    [InlineData("See https://example.com/a?b=1, and mail ada@example.org.", "https://example.com/a?b=1 | ada@example.org")]
    [InlineData("It is in /srv/keys/a.pem (or ~/x, ./y/z, src/Main.cs, C:\\Users\\ada).", "/srv/keys/a.pem | ~/x | /y/z | src/Main.cs | C:\\Users\\ada")]
    [InlineData("12 kg, 3.5%, 50 % of it, 20 €, €30, 8 GB, 5 apples", "12 kg | 3.5% | 50 % | 20 € | €30 | 8 GB")]
    [InlineData("commit 3f2a9bc1, deadbee1, id 123e4567-e89b-12d3-a456-426614174000", "3f2a9bc1 | deadbee1 | 123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("ABC-123, #42, MAX_SIZE, 10.0.0.1:8080, 2026-11-26T10:00:00Z, at 09:30, 4711", "ABC-123 | #42 | MAX_SIZE | 10.0.0.1:8080 | 2026-11-26T10:00:00Z | 09:30 | 4711")]
    [InlineData("She said \"Blue Door\", “Rote Tür” and `git push`.", "Blue Door | Rote Tür | git push")]
    [InlineData("Nothing here. Just words, e.g. these... and 3 of them!", "")]
    [InlineData("twice /a/b and /a/b", "/a/b")]
    public void In_Text_FindsWhatMustBeKept(string text, string expected) => Assert.Equal(expected, string.Join(" | ", ExactIdentifiers.In(text)));

    [Theory]
    [InlineData("a")]
    [InlineData("1.")]
    [InlineData("1:")]
    [InlineData("1-")]
    [InlineData("a@")]
    [InlineData("a.c-")]
    [InlineData("a.b ")]
    [InlineData("ab1")]
    [InlineData("A_")]
    [InlineData("\"a")]
    [InlineData("a/")]
    [InlineData("/#")]
    [InlineData("a1.-@")]
    [InlineData("a+.")]
    [InlineData("2020-01-01 :")]
    public void In_HostileMegabytes_TakeNoLongerThanOthers(string part)
    {
        // A pattern that is not linear would be at it for hours.
        Assert.NotNull(ExactIdentifiers.In(string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length)) + "!"));
    }
}
