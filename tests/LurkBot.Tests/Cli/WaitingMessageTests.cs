using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Several processes and one session: a message waits on disk, is answered once, and its process learns how (RULES TU4 to TU9).</summary>
public sealed class WaitingMessageTests : IDisposable
{
    private const string Wait = """{"command":"touch begun; while [ ! -e go ]; do sleep 0.02; done; echo gone"}""";

    /// <summary>A quarter of a second, on a machine that does nothing else.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_ProcessWhoseMessageWaits_TheNextStartAnswersIt(bool onATerminal)
    {
        var first = home.Start("first");
        var request = await home.Model.NextAsync();
        var second = home.Start("second");
        Assert.Contains($"Waiting for {Environment.UserName} (process {first.Id})", await second.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal([home.Read().IdOf("first"), home.Read().IdOf("second")], home.Read().Pending);
        await second.KillAsync();
        await request.FinishAsync(ProviderReply.Say("One."));
        Assert.Equal((0, "One.\n", ""), await first.FinishAsync());
        Assert.Equal(["first"], HeldModel.Said(request.Body));
        var left = home.Read();
        Assert.Equal("One.", left.FateOf("first"));
        Assert.Equal([left.IdOf("second")], left.Pending);

        if (onATerminal)
        {
            using var terminal = home.Open();
            await terminal.SeeAsync("Answering a message that waited: “second”");
            request = await home.Model.NextAsync();
            await request.FinishAsync(ProviderReply.Say("Two."));
            await terminal.SeeAsync("Two.");
            await terminal.TypeAsync("/exit\r");
            Assert.Equal(0, await terminal.ExitCodeAsync());
            Assert.Equal(["first", "second"], HeldModel.Said(request.Body));
        }
        else
        {
            var third = home.Start("third");
            request = await home.Model.NextAsync();
            await request.FinishAsync(ProviderReply.Say("Two."));
            Assert.Equal((0, "Two.\n", "Answering a message that waited: “second”\n"), await third.FinishAsync());
            Assert.Equal(["first", "second", "third"], HeldModel.Said(request.Body));
            Assert.Equal("Two.", home.Read().FateOf("third"));
        }

        Assert.Equal("Two.", home.Read().FateOf("second"));
        home.Read().AssertSettled();
        Assert.Equal(2, home.Model.Bodies.Count);
    }

    [Theory]
    [InlineData]
    [InlineData("--model", "openai/other")]
    public async Task Chat_TwoProcessesAtOnce_EachPrintsItsOwnReply(params string[] options)
    {
        var first = home.Start("first");
        var request = await home.Model.NextAsync();
        var second = home.Start(["chat", "second", .. options]);
        await second.StandardError.ReadLineAsync();
        await request.FinishAsync(ProviderReply.Say("One."));
        request = await home.Model.NextAsync();
        await request.FinishAsync(ProviderReply.Say("Two."));
        Assert.Equal((0, "One.\n", ""), await first.FinishAsync());
        Assert.Equal((0, "Two.\n", ""), await second.FinishAsync());
        Assert.Equal(["first", "first second"], home.Model.Bodies.Select(body => string.Join(' ', HeldModel.Said(body))));
        Assert.Equal(("One.", "Two."), (home.Read().FateOf("first"), home.Read().FateOf("second")));
        home.Read().AssertSettled();
    }

    [Fact]
    public async Task Chat_MessagesOfDifferentDoorsWait_OnlyEqualOnesShareARequest()
    {
        var (session, lease) = await home.TakeTurnAsync();
        foreach (var arguments in (string[][])[["chat", "one", "--model", "openai/b"], ["chat", "two", "--system", "Speak up."], ["chat", "three"], ["chat", "four", "--model", "openai/b"]])
        {
            var process = home.Start(arguments);
            await process.StandardError.ReadLineAsync();
            await process.KillAsync();
        }

        await lease.DisposeAsync();
        await session.DisposeAsync();
        home.Model.Says = "Yes.";
        // Only the reply to its own message is printed.
        Assert.Equal((0, "Yes.\n"), await home.RunAsync("five") is var (code, output, _) ? (code, output) : default);
        home.Read().AssertSettled();
        Assert.Equal([("b", "one four"), ("m", "one four two"), ("m", "one four two three five")], home.Model.Bodies.Select(body => (ModelOf(body), string.Join(' ', HeldModel.Said(body)))));
        Assert.Equal([false, true, false], home.Model.Bodies.Select(body => body.Contains("Speak up.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Chat_TwoTerminalsWait_OneRequestHoldsBothAndBothPrintTheReply()
    {
        var (session, lease) = await home.TakeTurnAsync();
        using var first = home.Open("--plain first");
        await first.SeeAsync("Waiting for Ann");
        await first.PauseAsync();
        using var second = home.Open("--plain second");
        await second.SeeAsync("Waiting for Ann");
        await lease.DisposeAsync();
        await session.DisposeAsync();
        var request = await home.Model.NextAsync();
        Assert.Equal(["first", "second"], HeldModel.Said(request.Body));
        await request.FinishAsync(ProviderReply.Say("Both."));
        await second.SeeAsync("Both.");
        Assert.Equal(0, await second.ExitCodeAsync());
        await first.ContinueAsync();
        await first.SeeAsync("Both.");
        Assert.Equal(0, await first.ExitCodeAsync());
        Assert.Single(home.Model.Bodies);
        home.Read().AssertSettled();
    }

    [Fact]
    public async Task Chat_AnotherProcessAnswersTheMessage_LeavesWithItsNumber()
    {
        var (session, lease) = await home.TakeTurnAsync();
        using var first = home.Open("--plain first", ("LURKBOT_SESSION_LOCK_TIMEOUT", "3"));
        await first.SeeAsync("Waiting for Ann");
        await first.PauseAsync();
        using var second = home.Open("--plain second");
        await second.SeeAsync("Waiting for Ann");
        await lease.DisposeAsync();
        await session.DisposeAsync();
        var request = await home.Model.NextAsync();
        await first.ContinueAsync();
        await first.SeeAsync("Accepted as entry 1: ");
        Assert.Equal(6, await first.ExitCodeAsync());
        await request.FinishAsync(ProviderReply.Say("Both."));
        await second.SeeAsync("Both.");
        Assert.Equal(0, await second.ExitCodeAsync());
        Assert.Equal(("Both.", "Both."), (home.Read().FateOf("first"), home.Read().FateOf("second")));
        home.Read().AssertSettled();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_FromAnotherTerminal_EndsTheTurnAndKeepsWhatCame(bool all)
    {
        var running = home.Start("first");
        var request = await home.Model.NextAsync();
        await request.SendAsync("Half ");
        await running.StandardOutput.ReadBlockAsync(new char[5]);
        var waiting = home.Start("second");
        await waiting.StandardError.ReadLineAsync();
        using (var terminal = home.Open())
        {
            await terminal.SeeAsync("> ");
            await terminal.TypeAsync(all ? "/stop all\r" : "/stop\r");
            await terminal.SeeAsync("Stopping the answer to “first”.");
            Assert.Equal(130, (await running.FinishAsync()).Code);
            if (!all)
                await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Two."));
            Assert.Equal(all ? (130, "\n") : (0, "Two.\n"), await waiting.FinishAsync() is var (code, output, _) ? (code, output) : default);
            await terminal.TypeAsync("/exit\r");
            Assert.Equal(0, await terminal.ExitCodeAsync());
        }

        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal(("cancelled", all ? "cancelled" : "Two."), (stored.FateOf("first"), stored.FateOf("second")));
        var partial = stored.OfRole("assistant")[0];
        Assert.Equal(("Half ", true), (partial.GetProperty("content").GetString(), partial.GetProperty("partial").GetBoolean()));
        var stop = Assert.Single(stored.Entries, entry => entry.TryGetProperty("kind", out var kind) && kind.ValueEquals("stop"));
        Assert.InRange(At(stored.EndOf("first")) - At(stop), TimeSpan.Zero, StopsWithin);
        Assert.Equal(all ? 1 : 2, home.Model.Bodies.Count);
    }

    [Fact]
    public async Task CtrlC_WhileAnotherTerminalsMessageIsAnswered_LeavesThatPending()
    {
        var (session, lease) = await home.TakeTurnAsync();
        var killed = home.Start(["chat", "theirs", "--model", "openai/b"]);
        await killed.StandardError.ReadLineAsync();
        await killed.KillAsync();
        await lease.DisposeAsync();
        await session.DisposeAsync();
        using (var chat = home.Open())
        {
            await chat.SeeAsync("Answering a message that waited: “theirs”");
            await home.Model.NextAsync();
            await chat.TypeAsync("\u0003");
            await chat.SeeAsync("(cancelled)");
            await chat.TypeAsync("/exit\r");
            Assert.Equal(0, await chat.ExitCodeAsync());
            Assert.DoesNotContain("operation was canceled", chat.Seen, StringComparison.Ordinal);
        }

        Assert.Equal([home.Read().IdOf("theirs")], home.Read().Pending);
    }

    [Fact]
    public async Task Retry_WhileAnotherTurnRuns_SaysSo()
    {
        var running = home.Start("first");
        var request = await home.Model.NextAsync();
        using var chat = home.Open();
        await chat.SeeAsync("> ");
        await chat.TypeAsync("/retry\r");
        await chat.SeeAsync("Another turn is running in this session");
        await request.FinishAsync(ProviderReply.Say("One."));
        Assert.Equal(0, (await running.FinishAsync()).Code);
        await chat.TypeAsync("/exit\r");
        Assert.Equal(0, await chat.ExitCodeAsync());
    }

    [Fact]
    public async Task Stop_WhileAToolRuns_EndsTheToolAndClosesItsCall()
    {
        var running = home.Start("first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", Wait)));
        await Poll.UntilAsync(() => File.Exists(Path.Combine(home.Workspace, "begun")));
        Assert.Equal((0, "Stopping the answer to “first”.\n", ""), await home.Start(["sessions", "stop", ChatHome.Key.ToString()]).FinishAsync());
        Assert.Equal(130, (await running.FinishAsync()).Code);
        Assert.Equal("cancelled", home.Read().FateOf("first"));
        home.Read().AssertSettled();
    }

    [Fact]
    public async Task Chat_QueueModeInterrupt_ANewMessageEndsTheTurnOfAnotherProcess()
    {
        var first = home.Start("first", ("LURKBOT_QUEUE_MODE", "interrupt"));
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await first.StandardOutput.ReadBlockAsync(new char[5]);
        var second = home.Start("second", ("LURKBOT_QUEUE_MODE", "interrupt"));
        Assert.Equal((130, "Cancelled: a newer message came.\n"), await first.FinishAsync() is var (stopped, _, why) ? (stopped, why) : default);
        var request = await home.Model.NextAsync();
        await request.FinishAsync(ProviderReply.Say("Two."));
        Assert.Equal((0, "Two.\n"), await second.FinishAsync() is var (code, output, _) ? (code, output) : default);
        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal(("cancelled", "Two."), (stored.FateOf("first"), stored.FateOf("second")));
        Assert.Equal("Half ", stored.OfRole("assistant")[0].GetProperty("content").GetString());
        Assert.Equal(["first", "second"], HeldModel.Said(request.Body));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "--model", "openai/other")]
    public async Task Chat_QueueModeSteer_ARunningTurnHearsOnlyAMessageLikeItsOwn(bool joins, params string[] options)
    {
        var first = home.Start("first", ("LURKBOT_QUEUE_MODE", "steer"));
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", Wait)));
        await Poll.UntilAsync(() => File.Exists(Path.Combine(home.Workspace, "begun")));
        var second = home.Start(["chat", "second", .. options]);
        await second.StandardError.ReadLineAsync();
        await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
        var request = await home.Model.NextAsync();
        Assert.Equal(joins ? ["first", "second"] : ["first"], HeldModel.Said(request.Body));
        await request.FinishAsync(ProviderReply.Say("One."));
        if (!joins)
            await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Two."));
        Assert.Equal((0, "One.\n"), await first.FinishAsync() is var (code, output, _) ? (code, output) : default);
        Assert.Equal((0, joins ? "One.\n" : "Two.\n", ""), await second.FinishAsync());
        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal(("One.", joins ? "One." : "Two."), (stored.FateOf("first"), stored.FateOf("second")));
    }

    [Fact]
    public async Task Chat_SteeredMessageWhoseProcessWaitsNoLonger_IsAcceptedNotWithdrawn()
    {
        var first = home.Start("first", ("LURKBOT_QUEUE_MODE", "steer"));
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", Wait)));
        await Poll.UntilAsync(() => File.Exists(Path.Combine(home.Workspace, "begun")));
        var second = home.Start("second", ("LURKBOT_SESSION_LOCK_TIMEOUT", "3"));
        await second.StandardError.ReadLineAsync();
        await second.SignalAsync("STOP");
        await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
        var request = await home.Model.NextAsync();
        await second.SignalAsync("CONT");
        var (code, output, error) = await second.FinishAsync();
        Assert.Equal((6, ""), (code, output));
        Assert.Contains($"Accepted as entry {home.Read().IdOf("second")}: ", error, StringComparison.Ordinal);
        await request.FinishAsync(ProviderReply.Say("Both."));
        Assert.Equal(0, (await first.FinishAsync()).Code);
        Assert.Equal("Both.", home.Read().FateOf("second"));
        home.Read().AssertSettled();
    }

    [Fact]
    public async Task Chat_NoWaitWhileBusy_StoresNothing()
    {
        var first = home.Start("first");
        var request = await home.Model.NextAsync();
        var before = await File.ReadAllBytesAsync(home.Document);
        var (code, output, error) = await home.Start(["chat", "--no-wait", "second"]).FinishAsync();
        Assert.Equal((4, ""), (code, output));
        Assert.Contains("The session is busy", error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(home.Document));
        await request.FinishAsync(ProviderReply.Say("One."));
        Assert.Equal(0, (await first.FinishAsync()).Code);
        home.Read().AssertSettled();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Chat_BusyForLongerThanItsDoorWaits_TheMessageIsCancelledAndNeverShown(string seconds)
    {
        var first = home.Start("first");
        var request = await home.Model.NextAsync();
        Assert.Equal(4, (await home.RunAsync("second", ("LURKBOT_SESSION_LOCK_TIMEOUT", seconds))).Code);
        Assert.Equal("cancelled", home.Read().FateOf("second"));
        await request.FinishAsync(ProviderReply.Say("One."));
        Assert.Equal(0, (await first.FinishAsync()).Code);
        home.Model.Says = "Three.";
        Assert.Equal((0, "Three.\n", ""), await home.RunAsync("third"));
        Assert.Equal(["first", "third"], HeldModel.Said(home.Model.Bodies[^1]));
        home.Read().AssertSettled();
    }

    [Fact]
    public async Task Chat_BudgetUsedUp_RefusesItsMessageAndNoModelSeesIt()
    {
        (string, string) budget = ("LURKBOT_BUDGET_SESSION_TOKENS", "10");
        home.Model.Says = "Yes.";
        Assert.Equal(0, (await home.RunAsync("first", budget)).Code);
        Assert.Equal(5, (await home.RunAsync("second", budget)).Code);
        Assert.Equal("refused", home.Read().FateOf("second"));
        home.Read().AssertSettled();
        Assert.Equal(0, (await home.RunAsync("third")).Code);
        Assert.Equal(["first", "third"], HeldModel.Said(home.Model.Bodies[^1]));
        Assert.Equal(2, home.Model.Bodies.Count);
        home.Read().AssertSettled();
    }

    private static DateTimeOffset At(JsonElement entry) => entry.GetProperty("at").GetDateTimeOffset();

    private static string? ModelOf(string body)
    {
        using var request = JsonDocument.Parse(body);
        return request.RootElement.GetProperty("model").GetString();
    }
}
