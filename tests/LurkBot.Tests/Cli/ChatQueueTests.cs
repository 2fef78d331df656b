namespace LurkBot.Tests.Cli;

/// <summary><c>/queue</c> at the terminal: the command of every door.</summary>
public sealed class ChatQueueTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Queue_AtTheTerminal_IsKeptWithTheSessionAlone()
    {
        await TypeAsync("work", ("/queue", "Queue mode collect (the default)"), ("/queue steer", "Queue mode steer (set for this session)"));
        await TypeAsync("work", ("/queue", "Queue mode steer (set for this session)"), ("/queue never", "never is not a queue mode."), ("/undo", "Took back the setting"), ("/queue", "Queue mode collect (the default)"));
        await TypeAsync("other", ("/queue", "Queue mode collect (the default)"));
    }

    private async Task TypeAsync(string session, params (string Line, string Answer)[] dialog)
    {
        using var terminal = new PseudoTerminal($"chat --session {session} --model offline", ("LURKBOT_HOME", home.Path));
        await terminal.SeeAsync("offline");
        foreach (var (line, answer) in dialog)
        {
            await terminal.TypeAsync("\u0015" + line + "\r");
            await terminal.SeeAsync(answer);
        }

        await terminal.TypeAsync("/exit\r");
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }
}
