using LurkBot.Entries;

namespace LurkBot.Tests.Cli;

/// <summary>A text that no model could be given is refused before it is kept; files are kept beside the history.</summary>
public sealed class MessageSizeTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    public async Task Text_LargerThanTheWindow_IsRefusedAndNotKept(string before)
    {
        home.Model.Says = "Fine.";
        if (before.Length > 0)
            await home.RunAsync(before);
        var length = before.Length == 0 ? 0 : new FileInfo(home.Document).Length;
        var chat = home.StartWithInput();
        await chat.StandardInput.WriteAsync(string.Concat(Enumerable.Repeat("word ", 400_000)));
        var (code, output, error) = await chat.FinishAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.Matches("about 4[0-9]{5} tokens, and openai/m can be given 1[0-9]{5} in one message", error);
        Assert.Equal(length, File.Exists(home.Document) ? new FileInfo(home.Document).Length : 0);
    }

    /// <summary>The pasted text fills the screen again: the reason stands above it, and below.</summary>
    [Fact]
    public async Task Text_PastedAndRefused_TheReasonIsSeenBelowIt()
    {
        using var terminal = home.Open("");
        await terminal.SeeAsync("\e[?2004h");
        await terminal.TypeAsync($"\e[200~{string.Concat(Enumerable.Repeat("word word word word\n", 100_000))}end\e[201~");
        await terminal.TypeAsync("\r");
        await terminal.SeeAsync("The message is too large");
        await terminal.SeeAsync("end");
        await terminal.SeeAsync("The message is too large");
    }

    [Fact]
    public async Task Text_LargerThanTheWindowThroughAGateway_IsRefusedAndNotKept()
    {
        await home.StartGatewayAsync();
        var chat = home.StartWithInput();
        await chat.StandardInput.WriteAsync(string.Concat(Enumerable.Repeat("word ", 400_000)));
        var (code, output, error) = await chat.FinishAsync();
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("too large", error, StringComparison.Ordinal);
        Assert.False(File.Exists(home.Document));
    }

    [Fact]
    public async Task Text_NearTheWindow_IsAnswered()
    {
        home.Model.Says = "Fine.";
        var chat = home.StartWithInput();
        await chat.StandardInput.WriteAsync(string.Concat(Enumerable.Repeat("word ", 60_000)));
        Assert.Equal((0, "Fine.\n"), await chat.FinishAsync() is var (code, output, _) ? (code, output) : default);
        await using var session = (await home.Store.OpenAsync(ChatHome.Key, default))!;
        Assert.Single((await session.ReadAllAsync(default)).OfType<UserEntry>());
    }
}
