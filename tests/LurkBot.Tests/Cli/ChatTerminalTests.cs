using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>The chat on a real pseudo-terminal.</summary>
public sealed class ChatTerminalTests : IDisposable
{
    private const string CtrlC = "\u0003";
    private const string CtrlD = "\u0004";
    private const string Up = "\e[A";

    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new((_, _) => (200, "text/event-stream", Chunk("# Title\n\nSome **bold** ") + Chunk("words.\n")));

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_OnATerminal_ShowsMarkdownAndEditsLines()
    {
        using var terminal = Chat("");
        await terminal.SeeAsync("\e[?2004h");
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("\e[1;4;36mTitle\e[0m");
        await terminal.SeeAsync("Some \e[1mbold\e[0m words.");
        await terminal.TypeAsync("\e[200~first\rsecond\e[201~\r");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync(Up + "!\r");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync("/sta\t\r");
        await terminal.SeeAsync("6 messages, model openai/m.");
        await terminal.TypeAsync(CtrlD);
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.EndsWith("\e[?2004l", terminal.Seen, StringComparison.Ordinal);
        Assert.Equal(["hello", "first\nsecond", "first\nsecond!"], server.Bodies.Select(LastMessage));
    }

    [Fact]
    public async Task Chat_CtrlC_CancelsTheReplyAndKeepsWhatCame_AtThePromptItWarnsFirst()
    {
        server.Hangs = true;
        using var terminal = Chat("");
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync(CtrlC);
        await terminal.SeeAsync("(cancelled)");
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync(CtrlC);
        await terminal.SeeAsync("Ctrl-C again or Ctrl-D leaves.");
        await terminal.TypeAsync(CtrlC);
        Assert.Equal(0, await terminal.ExitCodeAsync());
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(home.Path, "sessions", "cli_default_main.json")));
        var reply = document.RootElement.GetProperty("messages").EnumerateArray().Single(entry => entry.GetProperty("role").ValueEquals("assistant"));
        Assert.True(reply.GetProperty("partial").GetBoolean());
        Assert.Contains("bold", reply.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_HistoryOfAnEarlierProcess_ComesBackWithUp()
    {
        using (var first = Chat(""))
        {
            await first.TypeAsync("remembered\r");
            await first.SeeAsync("words.");
            await first.TypeAsync(CtrlD);
            await first.ExitCodeAsync();
        }

        using var second = Chat("");
        await second.TypeAsync(Up);
        await second.SeeAsync("remembered");
        await second.TypeAsync(CtrlC + CtrlD);
        Assert.Equal(0, await second.ExitCodeAsync());
    }

    [Fact]
    public async Task Chat_RetryAndUndo_TakeTheTurnBack()
    {
        using var terminal = Chat("");
        await terminal.TypeAsync("first\r");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync("/retry\r");
        await terminal.SeeAsync("> first");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync("/status\r");
        await terminal.SeeAsync("2 messages");
        await terminal.TypeAsync("/undo\r");
        await terminal.SeeAsync("Took back the turn");
        await terminal.TypeAsync("/retry\r");
        await terminal.SeeAsync("There is no message");
        await terminal.TypeAsync(CtrlC + CtrlD);
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal(["first", "first"], server.Bodies.Select(LastMessage));
        Assert.All(server.Bodies, body => Assert.Equal(1, DatedText.Without(body).Split("\"first\"").Length - 1));
    }

    [Fact]
    public async Task Chat_MessageCannotBeKept_ComesBackIntoThePrompt()
    {
        using (var first = Chat(""))
        {
            await first.TypeAsync("begin\r");
            await first.SeeAsync("words.");
            await first.TypeAsync(CtrlD);
            await first.ExitCodeAsync();
        }

        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(SessionKey.Parse("cli:default:main"), default);
        await using var held = await session!.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        using var terminal = Chat("--no-wait");
        await terminal.TypeAsync("precious\r");
        await terminal.SeeAsync("The session is busy: Ann (process ");
        await terminal.SeeAsync("precious");
        await held.DisposeAsync();
        await terminal.TypeAsync("!\r");
        await terminal.SeeAsync("words.");
        await terminal.TypeAsync(CtrlD);
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal(["begin", "precious!"], server.Bodies.Select(LastMessage));
    }

    [Fact]
    public async Task Chat_Plain_WritesNoEscapes()
    {
        using var terminal = Chat("--plain");
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("# Title");
        await terminal.SeeAsync("**bold**");
        await terminal.TypeAsync("/exit\r");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.DoesNotContain("\e[1", terminal.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[?2004h", terminal.Seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--plain")]
    public async Task Chat_AnotherSessionSpeaksInIt_ShowsThat_AndUndoSaysWhoseMessageItTakesBack(string options)
    {
        using var terminal = Chat(options);
        await terminal.TypeAsync("hello\r");
        await terminal.SeeAsync("words.");
        await terminal.SeeAsync("> ");
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        await using (var session = (await store.OpenAsync(SessionKey.Parse("cli:default:main"), default))!)
        {
            var message = session.Info.LastId + 1;
            await session.AppendAsync([new UserEntry { Content = "ping", Origin = "session:cli:work:main;trace=a;hop=1;left=1;via=", Sender = new Sender("owner", "Ada", Trust.Full) }], default);
            await session.AppendAsync([new AssistantEntry { Turn = message, Content = "pong", Heard = [message], Answers = [message] }], default);
        }

        // A line editor shows it at once; a plain one with the next line.
        if (options.Length > 0)
            await terminal.TypeAsync("\r");
        await terminal.SeeAsync("┆ cli:work:main, on behalf of Ada: ping");
        await terminal.SeeAsync("┆ LurkBot: pong");
        await terminal.TypeAsync("/undo\r");
        await terminal.SeeAsync("Took back the turn that began with “ping” (entry 4), a message from cli:work:main, on behalf of Ada.");
        await terminal.TypeAsync("/exit\r");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Single(terminal.Seen.Split("LurkBot: pong").Skip(1));
    }

    private static string Chunk(string content) =>
        $$"""data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":{{JsonSerializer.Serialize(content)}}},"finish_reason":null}]}""" + "\n\n";

    private static string? LastMessage(string body)
    {
        using var request = JsonDocument.Parse(body);
        var content = request.RootElement.GetProperty("messages").EnumerateArray().Last().GetProperty("content");
        return DatedText.Without((content.ValueKind == JsonValueKind.String ? content : content[0].GetProperty("text")).GetString() ?? "");
    }

    private PseudoTerminal Chat(string options) => new(
        $"chat --model openai/m {options}",
        ("LURKBOT_HOME", home.Path),
        ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"),
        ("LURKBOT_OPENAI_API_KEY", "k"));
}
