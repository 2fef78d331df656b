using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Exchange;

/// <summary>A gateway that ends while a turn waits for the answer of another session: exactly one answer comes back, and the other session is asked once.</summary>
public sealed class ExchangeCrashTests : IDisposable
{
    private static readonly SessionKey Other = SessionKey.Parse("cli:other:main");

    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("killed", false)]
    [InlineData("killed", true)]
    [InlineData("stopped", false)]
    public async Task Wait_AcrossARestart_OneAnswerComesBack(string how, bool answeredBefore)
    {
        await using (var session = await home.Store.OpenOrCreateAsync(Other, default))
            await session.AppendAsync([new UserEntry { At = DateTimeOffset.UnixEpoch, Content = "Hello", Sender = new Sender("owner", null, Trust.Full) }], default);
        var gateway = await home.StartGatewayAsync(("LURKBOT_GATEWAY_DRAIN", "0"));
        _ = home.Start("Ask the other one");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("call_1", "sessions_send", $$"""{"to":"{{Other}}","message":"What is the code?","wait":true}""")));
        var asked = await home.Model.NextAsync();
        Assert.Contains("What is the code?", HeldModel.Said(asked.Body)[^1], StringComparison.Ordinal);
        await home.UntilAsync(stored => stored.OfRole("system").Any(entry => entry.TryGetProperty("scope", out _)));
        if (answeredBefore)
        {
            // The answer is stored, and does not reach the turn that waits for it.
            using (await home.HoldAppendsAsync())
            {
                await asked.FinishAsync(ProviderReply.Say("5512."));
                await Poll.UntilAsync(async () => (await OtherAsync()).Any(entry => entry is AssistantEntry));
                await gateway.KillAsync();
            }
        }
        else if (how is "killed")
        {
            await gateway.KillAsync();
        }
        else
        {
            await home.Start(["gateway", "stop"]).FinishAsync();
            await gateway.WaitForExitAsync();
        }

        await home.StartGatewayAsync();
        if (!answeredBefore)
            await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("5512."));
        var last = await home.Model.NextAsync();
        Assert.Contains("5512.", last.Body, StringComparison.Ordinal);
        await last.FinishAsync(ProviderReply.Say("It is 5512."));
        Assert.Equal("It is 5512.", (await home.UntilAsync(stored => stored.HasEnd("Ask the other one"))).FateOf("Ask the other one"));
        await using var own = (await home.Store.OpenAsync(ChatHome.Key, default))!;
        Assert.EndsWith("answers:\n5512.", Assert.Single((await own.ReadAllAsync(default)).OfType<ToolEntry>()).Content, StringComparison.Ordinal);
        var other = await OtherAsync();
        Assert.Single(other.OfType<UserEntry>(), entry => entry.Content == "What is the code?");
        Assert.Single(other.OfType<AssistantEntry>(), entry => entry.Answers.Count > 0);
    }

    private async Task<IReadOnlyList<Entry>> OtherAsync()
    {
        await using var session = (await home.Store.OpenAsync(Other, default))!;
        return await session.ReadAllAsync(default);
    }
}
