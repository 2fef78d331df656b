using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Tools;

/// <summary>A command that says nothing for long is progress while it runs (RULES LE15).</summary>
public sealed class ToolHeartbeatTests
{
    [Fact]
    public async Task SilentCommand_IsProgressAsLongAsItRuns()
    {
        var (key, time) = (SessionKey.Parse("cli:a:main"), new FakeTimeProvider());
        await using var home = new ExchangeHome((messages, number) => number == 1 ? ScriptedModel.Calls(("c1", ": >begun; until [ -e go ]; do sleep 0.02; done")) : ScriptedModel.Text("Done."), time);
        home.Services.Options.Tools.Ask = [];
        home.Services.Options.Sandbox.Timeout = TimeSpan.FromHours(1);
        var folder = Path.Combine(home.Services.Options.Home, "workspaces", "cli_a_main");
        await home.Assistant.AcceptAsync(new InboundMessage(key, "Go", new Sender("owner", "Ada", Trust.Full), ReplyAddress.Cli), DoorRequest.Default, default);
        var (beats, result) = (0, "");
        await foreach (var update in home.Assistant.RunAsync(key, upTo: null, DoorRequest.Default, TestContext.Current.CancellationToken))
        {
            switch (update)
            {
                case TurnUpdate.ToolStarted:
                    await Poll.UntilAsync(() => File.Exists(Path.Combine(folder, "begun")));
                    time.Advance(ToolHeartbeat.Every);
                    break;
                case TurnUpdate.ToolRunning { Tool: "bash" } when ++beats < 100:
                    time.Advance(ToolHeartbeat.Every);
                    break;
                case TurnUpdate.ToolRunning:
                    await File.WriteAllTextAsync(Path.Combine(folder, "go"), "");
                    break;
                case TurnUpdate.ToolEnded ended:
                    result = ended.Output;
                    break;
            }
        }

        Assert.Equal((100, "[no output]"), (beats, result));
    }

    [Fact]
    public async Task WorkThatOutlivesItsOwnLimit_IsNoProgress()
    {
        var (beats, time, work) = (0, new FakeTimeProvider(), new TaskCompletionSource<int>());
        var running = ToolHeartbeat.DuringAsync(() => work.Task, TimeSpan.FromSeconds(12), () => beats++, time);
        for (var second = 0; second < 60; second++)
            time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, beats);
        work.SetResult(7);
        Assert.Equal(7, await running);
    }
}
