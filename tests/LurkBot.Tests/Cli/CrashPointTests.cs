using System.Diagnostics;
using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>The program is killed at each point of a turn with a call of a tool; the next start leaves each message with one end and each call with one result (RULES TU11, TU12, AP2).</summary>
public sealed class CrashPointTests : IDisposable
{
    private const string Answered = "Now.";
    private const string Interrupted = "failed";

    /// <summary>Shows that it began and how often, and ends when the test says so.</summary>
    private const string Run = """{"command":"echo x >>begun; while [ ! -e go ]; do sleep 0.02; done"}""";

    private readonly ChatHome home = new();

    private string Begun => Path.Combine(home.Workspace, "begun");

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Kill_BeforeTheMessageIsAccepted_NothingIsStored()
    {
        using (await home.HoldAppendsAsync())
        {
            var chat = home.Start("first");
            // It says that it lives just before it waits for the lock.
            await Poll.UntilAsync(() => Directory.GetFiles(Path.Combine(home.Path, ".locks"), "*.process").Length > 0);
            await chat.KillAsync();
        }

        Assert.Empty(home.Read().Entries);
        await AssertGoesOnAsync(said: "now");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public async Task Kill_InTheMiddleOfAccept_TheMessageIsNotHalfThere(double share)
    {
        var chat = home.Start("first");
        await home.Model.NextAsync();
        await chat.KillAsync();
        // A process that is killed, or a machine that loses power, leaves the beginning of its write.
        var text = await File.ReadAllTextAsync(home.Document);
        var begin = text.IndexOf("{\"id\":1,", StringComparison.Ordinal);
        await File.WriteAllTextAsync(home.Document, text[..(begin + (int)((text.Length - begin) * share))]);
        Assert.Equal(0, (await NextAsync()).Code);
        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal(Answered, stored.FateOf("now"));
        Assert.True(!stored.Has("first") || string.Equals(stored.FateOf("first"), Answered, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_AcceptedAndNotTaken_IsAnsweredNext(bool saysThatItWaits)
    {
        var (session, lease) = await home.TakeTurnAsync();
        var chat = home.Start("first");
        if (saysThatItWaits)
            Assert.Contains("Waiting for Ann", await chat.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        else
            await home.UntilAsync(stored => stored.Has("first"));
        await chat.KillAsync();
        await lease.DisposeAsync();
        await session.DisposeAsync();
        await AssertGoesOnAsync("first now", Answered);
    }

    [Fact]
    public async Task Kill_BeforeTheFirstByteOfTheReply_IsAnsweredNext()
    {
        var chat = home.Start("first");
        await home.Model.NextAsync();
        await chat.KillAsync();
        await AssertGoesOnAsync("first now", Answered);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfTheStreamedText_IsAnsweredNext()
    {
        var chat = home.Start("first");
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await chat.StandardOutput.ReadBlockAsync(new char[5]);
        await chat.KillAsync();
        await AssertGoesOnAsync("first now", Answered);
    }

    [Fact]
    public async Task Kill_BetweenTheStoredCallAndItsTool_ClosesTheCallAndDoesNotRunIt()
    {
        using (await home.HoldToolLogAsync())
        {
            var chat = await CallAsync();
            await home.UntilAsync(stored => stored.OfRole("assistant").Count == 1);
            await chat.KillAsync();
        }

        await AssertGoesOnAsync("first now", Interrupted);
        Assert.False(File.Exists(Begun));
    }

    [Fact]
    public async Task Kill_WhileTheToolRuns_ClosesTheCallAndDoesNotRunItAgain()
    {
        var chat = await CallAsync();
        await Poll.UntilAsync(() => File.Exists(Begun));
        await chat.KillAsync();
        await AssertGoesOnAsync("first now", Interrupted);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Begun));
    }

    [Fact]
    public async Task Kill_BetweenTheToolAndItsStoredResult_ClosesTheCallAndDoesNotRunItAgain()
    {
        var chat = await CallAsync();
        await Poll.UntilAsync(() => File.Exists(Begun));
        using (await home.HoldAppendsAsync())
        {
            await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
            // The call is in the record, which is written between the two.
            await Poll.UntilAsync(() => File.Exists(Path.Combine(home.Path, "logs", "tools.jsonl")));
            await chat.KillAsync();
        }

        await AssertGoesOnAsync("first now", Interrupted);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Begun));
    }

    [Fact]
    public async Task Kill_AfterTheToolsResult_KeepsTheResult()
    {
        var chat = await CallAsync(isReleased: true);
        await home.UntilAsync(stored => stored.OfRole("tool").Count == 1);
        await chat.KillAsync();
        await AssertGoesOnAsync("first now", Interrupted, result: "[no output]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Half ")]
    public async Task Kill_DuringTheSecondCallOfTheModel_KeepsTheResult(string text)
    {
        var chat = await CallAsync(isReleased: true);
        var request = await home.Model.NextAsync();
        if (text.Length > 0)
        {
            await request.SendAsync(text);
            await chat.StandardOutput.ReadBlockAsync(new char[text.Length]);
        }

        await chat.KillAsync();
        await AssertGoesOnAsync("first now", Interrupted, result: "[no output]");
    }

    [Fact]
    public async Task Kill_BetweenTheLastAppendAndTheEndOfTheProcess_TheMessageIsAnswered()
    {
        // Nobody reads the output: with a reply that no pipe holds the process never comes to its end.
        var reply = new string('y', 300_000);
        var chat = await CallAsync(isReleased: true);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say(reply));
        await home.UntilAsync(stored => stored.HasEnd("first"));
        Assert.False(chat.HasExited);
        await chat.KillAsync();
        await AssertGoesOnAsync("first now", reply, result: "[no output]");
    }

    [Theory]
    [InlineData("o", "[no output]")]
    [InlineData("n", null)]
    public async Task Kill_WhileAnApprovalIsAsked_TheNextChatAsksAgainAndGoesOn(string answer, string? result)
    {
        await ParkAsync();
        using (var terminal = home.Open("--plain", Asks))
        {
            await terminal.SeeAsync("then Enter.");
            await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
            await terminal.TypeAsync(answer + "\r");
            await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
            await terminal.SeeAsync("Done.");
            await terminal.SeeAsync("> ");
            await terminal.TypeAsync("/exit\r");
            Assert.Equal(0, await terminal.ExitCodeAsync());
        }

        Assert.Equal(result is not null, File.Exists(Begun));
        await AssertGoesOnAsync("first now", "Done.", result);
    }

    [Fact]
    public async Task Kill_WhileAnApprovalIsAsked_ANewerMessageIsANo()
    {
        await ParkAsync();
        home.Model.Says = Answered;
        Assert.Equal(0, (await home.RunAsync("now")).Code);
        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal((Answered, Answered), (stored.FateOf("first"), stored.FateOf("now")));
        Assert.False(File.Exists(Begun));
        Assert.All(home.Model.Bodies, AssertCallsAreAnswered);
    }

    [Fact]
    public async Task Kill_WhileAnApprovedToolRuns_DoesNotRunItAgain()
    {
        await ParkAsync();
        using (var terminal = home.Open("--plain", Asks))
        {
            await terminal.SeeAsync("then Enter.");
            await terminal.TypeAsync("o\r");
            await Poll.UntilAsync(() => File.Exists(Begun));
            await terminal.KillAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
        await AssertGoesOnAsync("first now", Interrupted);
        Assert.Equal("x\n", await File.ReadAllTextAsync(Begun));
    }

    [Fact]
    public async Task Kill_ThreeTimesBeforeAReply_TheMessageFails()
    {
        var chat = home.Start("first");
        await home.Model.NextAsync();
        await chat.KillAsync();
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            using var terminal = home.Open();
            Assert.Equal(["first"], HeldModel.Said((await home.Model.NextAsync()).Body));
            Assert.Equal(attempt, Attempt());
            await terminal.KillAsync();
        }

        Assert.Equal([1], home.Read().Pending);
        await AssertGoesOnAsync("now", "failed");
        Assert.Contains("stopped unexpectedly three times", home.Read().EndOf("first").GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, home.Model.Bodies.Count);
    }

    private static (string, string) Asks => ("LURKBOT_TOOL_ASK", "bash");

    private int Attempt()
    {
        using var holder = JsonDocument.Parse(File.ReadAllBytes(Assert.Single(Directory.GetFiles(Path.Combine(home.Path, ".locks"), "*.holder"))));
        return holder.RootElement.GetProperty("attempt").GetInt32();
    }

    /// <summary>Starts a chat whose model calls a tool.</summary>
    private async Task<Process> CallAsync(bool isReleased = false)
    {
        Directory.CreateDirectory(home.Workspace);
        if (isReleased)
            await File.WriteAllTextAsync(Path.Combine(home.Workspace, "go"), "");
        var chat = home.Start("first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", Run)));
        return chat;
    }

    /// <summary>Kills a chat whose turn waits for an approval.</summary>
    private async Task ParkAsync()
    {
        Directory.CreateDirectory(home.Workspace);
        using var terminal = home.Open("--plain", Asks);
        await terminal.SeeAsync("> ");
        await terminal.TypeAsync("first\r");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", Run)));
        await terminal.SeeAsync("then Enter.");
        await terminal.KillAsync();
        Assert.True(home.Read().HasOpen);
        Assert.False(File.Exists(Begun));
    }

    private Task<(int Code, string Output, string Error)> NextAsync()
    {
        home.Model.Says = Answered;
        return home.RunAsync("now");
    }

    /// <summary>The next start answers, and nothing of what was is left to do.</summary>
    /// <param name="said">What the model hears then of what people said.</param>
    /// <param name="fate">What becomes of the first message: its reply, or its fate; null when it was never accepted.</param>
    /// <param name="result">The result of its call; null when there is none, or only one that closes it.</param>
    private async Task AssertGoesOnAsync(string said, string? fate = null, string? result = null)
    {
        var (code, output, _) = await NextAsync();
        Assert.Equal((0, Answered + "\n"), (code, output));
        var stored = home.Read();
        stored.AssertSettled();
        Assert.Equal(Answered, stored.FateOf("now"));
        Assert.Equal(fate, stored.Has("first") ? stored.FateOf("first") : null);
        if (result is not null)
            Assert.StartsWith(result, Assert.Single(stored.OfRole("tool")).GetProperty("content").GetString(), StringComparison.Ordinal);
        else
            Assert.All(stored.OfRole("tool"), entry => Assert.True(entry.GetProperty("error").GetBoolean()));
        Assert.Equal(said, string.Join(' ', HeldModel.Said(home.Model.Bodies[^1])));
        Assert.All(home.Model.Bodies, AssertCallsAreAnswered);
    }

    private static void AssertCallsAreAnswered(string body)
    {
        using var request = JsonDocument.Parse(body);
        var messages = request.RootElement.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(
            messages.Where(message => message.TryGetProperty("tool_calls", out _)).SelectMany(message => message.GetProperty("tool_calls").EnumerateArray()).Select(call => call.GetProperty("id").GetString()),
            messages.Where(message => message.GetProperty("role").ValueEquals("tool")).Select(message => message.GetProperty("tool_call_id").GetString()));
    }
}
