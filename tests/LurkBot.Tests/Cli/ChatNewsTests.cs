using LurkBot.Cli.Chat;
using LurkBot.Cli.Terminal;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Terminal;
using LurkBot.Tests.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Cli;

/// <summary>What others say in the session of an open chat is shown once, with who it is; what the chat itself showed is not.</summary>
public sealed class ChatNewsTests
{
    private const string Session = "cli:a:main";

    private static readonly HashSet<long> Nothing = [];

    [Fact]
    public async Task Take_AfterOthersSpoke_NamesEach_WithTheReply_Once()
    {
        await using var home = new ExchangeHome((messages, _) => ScriptedModel.Text("Five\e[31m\nfive."));
        await home.KeepAsync(Session, "before");
        var (news, me) = (await OpenAsync(home), new Sender("owner", "Ada", Trust.Full));
        await home.Assistant.SendAsync(Session, "What is the code?", wait: true, "1", default);
        var own = await KeepAsync(home, new UserEntry { Content = "own", Sender = me });
        news.Said(own);
        await KeepAsync(home, new AssistantEntry { Turn = own, Content = "shown", Answers = [own] });
        await KeepAsync(home, new UserEntry { Content = "from the other terminal", Sender = me });
        var failed = await KeepAsync(home, new UserEntry { Content = "due", Sender = me, Origin = ScheduledMessage.OriginOf("a1b2c3") });
        await KeepAsync(home, new NoticeEntry { Turn = failed, Content = "The connection broke.", Fate = TurnFate.Failed, Answers = [failed] });
        await KeepAsync(home, new ApprovalEntry { Turn = failed, Name = "bash", Scope = "rm -r /tmp/x", Approvers = ["owner"] });
        await KeepAsync(home, new ApprovalEntry { Turn = own, Name = "bash", Scope = "shown", Approvers = ["owner"] });
        await news.LookAsync(new HashSet<long> { own }, default);
        Assert.Equal(
            [
                $"┆ lurkbot sessions send, by {Environment.UserName}: What is the code?", "┆ LurkBot: Five␛[31m", "┆ five.",
                "┆ Ada, elsewhere: from the other terminal", "┆ schedule a1b2c3: due", "┆ LurkBot, without a reply: The connection broke.",
                "┆ LurkBot asks: may bash run this? rm -r /tmp/x", "┆ To answer, leave this chat (/exit) and open it again; a message here means no.",
            ],
            news.Take());
        await news.LookAsync(Nothing, default);
        Assert.Empty(news.Take());
        // What comes of an own turn when the chat has left it is news.
        await KeepAsync(home, new AssistantEntry { Turn = own, Content = "later" });
        await news.LookAsync(Nothing, default);
        Assert.Equal(["┆ LurkBot: later"], news.Take());
    }

    [Fact]
    public async Task Read_WhileALineIsTyped_ShowsThemAboveIt_AndKeepsTheLine()
    {
        var time = new FakeTimeProvider();
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        var news = new ChatNews(home.Store, SessionKey.Parse(Session), 0, time);
        using var screen = new FakeScreen(60, 12);
        var held = new TaskCompletionSource<KeyPress?>();
        var keys = new HeldKeys([.. ScriptedKeys.Type("half")], held.Task);
        var editor = new LineEditor(keys, new LinePainter(screen, () => screen.Size, color: false), _ => new((IReadOnlyList<string>)[]), new LineBuffer());
        var reading = editor.ReadAsync("", default, aside: new LineAside(news.WaitAsync, news.Take));
        await home.KeepAsync(Session, "anyone there?");
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return screen.Lines.Any(line => line.StartsWith("┆ ", StringComparison.Ordinal));
        });
        Assert.False(reading.IsCompleted);
        held.SetResult(ScriptedKeys.Enter);
        Assert.Equal("half", await reading);
        Assert.Equal(["┆ Ada, elsewhere: anyone there?", "> half"], screen.Lines.Where(line => line.Length > 0));
    }

    private static async Task<ChatNews> OpenAsync(ExchangeHome home) => new(home.Store, SessionKey.Parse(Session), (await home.Store.FindAsync(SessionKey.Parse(Session), default))!.LastId, TimeProvider.System);

    private static async Task<long> KeepAsync(ExchangeHome home, Entry entry)
    {
        await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse(Session), default);
        await session.AppendAsync([entry with { At = DateTimeOffset.UnixEpoch }], default);
        return session.Info.LastId;
    }

    /// <summary>Keys that are there, and one that comes when the test says so.</summary>
    private sealed class HeldKeys(IEnumerable<KeyPress> first, Task<KeyPress?> last) : IKeySource
    {
        private readonly Queue<KeyPress> first = new(first);

        public bool Pending => first.Count > 0;

        public async ValueTask<KeyPress?> ReadAsync(CancellationToken cancellationToken) => first.TryDequeue(out var key) ? key : await last;

        public void Return(IEnumerable<KeyPress> keys) => throw new InvalidOperationException("Nobody gives keys back here.");
    }
}
