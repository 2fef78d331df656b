using System.Text.RegularExpressions;
using LurkBot.Channels;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Who was let in, and which codes wait.</summary>
public sealed class PairingBookTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));

    private string FilePath => Path.Combine(home.Path, "pairing.json");

    public void Dispose() => home.Dispose();

    [Fact]
    public void Ask_Strangers_GetOneCodeEachOf40BitsOrMore()
    {
        var book = Book();
        var codes = Enumerable.Range(1, 50).Select(number => Ask(book, number)!.Value.Code.Code).ToList();
        Assert.Equal(codes, codes.Distinct());
        // 32 letters, none of which looks like another: 5 bits each.
        Assert.All(codes, code => Assert.Matches(new Regex("^[A-HJ-NP-Z2-9]{8,64}$", RegexOptions.None, TimeSpan.FromSeconds(1)), code));
        Assert.True(codes.SelectMany(code => code).Distinct().Count() > 25);
        var again = Ask(book, 7)!.Value;
        Assert.Equal((codes[6], false), (again.Code.Code, again.IsNew));
        Assert.NotEqual(codes[6], book.Ask("telegram", "2", Person(7))!.Value.Code.Code);
    }

    [Fact]
    public void Ask_HundredWait_LaterOnesGetNoneAndPushNobodyOut()
    {
        var book = Book();
        var first = Ask(book, 1)!.Value.Code;
        for (var number = 2; number <= PairingBook.MostWaiting; number++)
            Assert.NotNull(Ask(book, number));
        Assert.Null(Ask(book, 101));
        // The owner's own invitations have room.
        book.Invite("telegram");
        Assert.Equal("1", book.Approve(first.Code)?.Sender);
        Assert.NotNull(Ask(book, 101));
    }

    [Fact]
    public void Forget_Person_LeavesNothingOfThem_AndOthersAlone()
    {
        var book = Book();
        book.Approve(Ask(book, 43)!.Value.Code.Code);
        book.Approve(Ask(book, 44)!.Value.Code.Code);
        Ask(book, 43);
        book.Ask("discord", "9", Person(43));
        book.Invite("telegram");
        Assert.Equal((3, 2, 0), (book.Count("43", null), book.Count("43", "telegram"), book.Count("4", null)));
        Assert.Equal(2, book.Forget("43", "telegram"));
        Assert.Equal(1, book.Forget("43", null));
        Assert.Equal(0, book.Forget("43", null));
        Assert.Equal("44", Assert.Single(book.Read().People).Sender);
        Assert.Null(Assert.Single(book.Read().Waiting).Sender);
        Assert.DoesNotContain("43", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public void Approve_InOtherLetters_LetsInThePersonOfTheCodeOnThatBotOnly()
    {
        var book = Book();
        var code = Ask(book, 43)!.Value.Code.Code;
        Assert.Null(book.Approve("AAAAAAAAAA"));
        Assert.Equal("43", book.Approve($" {code[..5].ToLowerInvariant()}-{code[5..]} ")?.Sender);
        Assert.Null(book.Approve(code));
        Assert.True(book.IsPaired("telegram", "1", "43"));
        Assert.False(book.IsPaired("telegram", "2", "43"));
        Assert.False(book.IsPaired("discord", "1", "43"));
        Assert.Equal((1, 0), (book.Remove("telegram", "43"), book.Remove("telegram", "43")));
        Assert.False(book.IsPaired("telegram", "1", "43"));
    }

    [Fact]
    public void Codes_AfterAnHour_AreGone()
    {
        var book = Book();
        var (asked, invited) = (Ask(book, 1)!.Value.Code.Code, book.Invite("telegram").Code);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(2, book.Read().Waiting.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(book.Read().Waiting);
        Assert.Null(book.Approve(asked));
        Assert.False(book.Start("telegram", "1", Person(2), invited));
        Assert.True(Ask(book, 1)!.Value.IsNew);
    }

    [Fact]
    public void Start_FiveWrongCodes_ThenEvenTheRightOneNotForAnHour()
    {
        var book = Book();
        var code = book.Invite("telegram").Code;
        for (var guess = 0; guess < PairingBook.MostGuesses; guess++)
            Assert.False(book.Start("telegram", "1", Person(9), "WRONG" + guess));
        Assert.False(book.Start("telegram", "1", Person(9), code));
        time.Advance(TimeSpan.FromHours(1));
        var later = book.Invite("telegram").Code;
        Assert.True(book.Start("telegram", "1", Person(9), later));
        Assert.False(book.Start("telegram", "1", Person(10), later));
    }

    [Fact]
    public void Start_CodeOfAStranger_LetsNobodyIn()
    {
        var book = Book();
        var code = Ask(book, 1)!.Value.Code.Code;
        Assert.False(book.Start("telegram", "1", Person(1), code));
        Assert.False(book.Start("telegram", "1", Person(2), code));
        Assert.Null(book.Approve(book.Invite("telegram").Code));
    }

    [Fact]
    public async Task Book_OfSeveralProcesses_LosesNothing()
    {
        var books = Enumerable.Range(0, 4).Select(_ => Book()).ToList();
        await Task.WhenAll(books.Select((book, index) => Task.Run(() =>
        {
            for (var number = 0; number < 20; number++)
                Ask(book, (index * 20) + number + 1);
        })));
        Assert.All(books, book => Assert.Equal(80, book.Read().Waiting.Select(code => code.Code).Distinct().Count()));
        var code = books[0].Read().Waiting[5];
        books[3].Approve(code.Code);
        Assert.True(books[1].IsPaired("telegram", "1", code.Sender!));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"people":[null],"waiting":[]}""")]
    [InlineData("""{"people":[]}""")]
    public void Book_Damaged_SaysWhichFileAndIsNotOverwritten(string content)
    {
        File.WriteAllText(FilePath, content);
        var book = Book();
        Assert.Contains(FilePath, Assert.Throws<LurkBotException>(() => book.Invite("telegram")).Message, StringComparison.Ordinal);
        Assert.Throws<LurkBotException>(() => book.Read());
        Assert.Equal(content, File.ReadAllText(FilePath));
        File.Delete(FilePath);
        Assert.False(book.IsPaired("telegram", "1", "1"));
    }

    [Fact]
    public void Book_File_IsTheOwnersAlone()
    {
        Book().Invite("telegram");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    private static PlatformSender Person(int number) => new(number.ToString(System.Globalization.CultureInfo.InvariantCulture), $"Person {number}");

    private static (PairingCode Code, bool IsNew)? Ask(PairingBook book, int number) => book.Ask("telegram", "1", Person(number));

    private PairingBook Book() => new(home.Path, time);
}
