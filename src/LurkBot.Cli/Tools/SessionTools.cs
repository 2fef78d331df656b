using LurkBot.Cli.Chat;
using LurkBot.Configuration;
using LurkBot.History;
using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Tools;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Cli.Tools;

/// <summary>The tools of one session, decided anew for each turn.</summary>
internal sealed class SessionTools : IDisposable
{
    /// <summary>How long a question waits; then it is a no.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(5);

    private readonly Host host;
    private readonly SessionKey key;
    private readonly IReadOnlyList<string>? own;
    private readonly ToolApprovals approvals;
    private readonly HashSet<string> forNow = new(StringComparer.Ordinal);
    private IStoredSession? current;

    private SessionTools(Host host, SessionKey key, IReadOnlyList<string>? own, string? folder)
    {
        (this.host, this.key, this.own) = (host, key, own);
        approvals = new ToolApprovals(host.Options.Home);
        var sandboxed = ToolPolicy.IsSandboxed(key.Type, host.Options.Sandbox);
        Place = new ToolPlace(
            folder ?? WorkspaceFolder.Of(host.Options, key),
            host.Options,
            isOwners: folder is not null,
            sandboxed ? () => SandboxBackends.Create(host.Options, host.Time) : null,
            host.Time,
            folder is null && host.Options.Sessions.Persistence ? Claim : null);
    }

    /// <summary>Where they work.</summary>
    public ToolPlace Place { get; }

    /// <summary>Finds what is set for a session.</summary>
    /// <param name="host">Configuration and clock.</param>
    /// <param name="key">The session.</param>
    /// <param name="folder">The folder that the owner named for their own terminal session; absolute. Others have their own.</param>
    /// <param name="cancellationToken">Cancels the look at the other sessions.</param>
    public static async Task<SessionTools> OpenAsync(Host host, SessionKey key, string? folder, CancellationToken cancellationToken) =>
        new(host, key, await SessionSetting.FindAsync(host, key, host.Options.Sessions.Tools, "TOOLS", onlyTakesAway: true, cancellationToken), MayName(key) ? folder : null);

    /// <summary>Whether the owner may name the folder of a session: only of one in which nobody else speaks.</summary>
    public static bool MayName(SessionKey key) => key.Type == SessionType.Main && string.Equals(key.Channel, "cli", StringComparison.Ordinal);

    public void Dispose() => Place.Dispose();

    /// <summary>What decides for a sender.</summary>
    public ToolRequest Request(Trust sender) => new(key.Type, sender)
    {
        IsSandboxed = Place.IsSandboxed,
        Enabled = host.Options.Tools.Enabled,
        Disabled = host.Options.Tools.Disabled,
        Session = own,
        SessionSetting = $"LURKBOT_SESSION__{SessionEnvironmentName.For(key)}__TOOLS",
    };

    /// <summary>The tools of a turn.</summary>
    /// <param name="session">The session, which the record of calls names.</param>
    /// <param name="sender">Whoever speaks.</param>
    /// <param name="sink">Shows calls, and asks.</param>
    public IReadOnlyList<AIFunction> ForTurn(IStoredSession session, Sender sender, ReplySink sink)
    {
        current = session;
        return [.. SessionToolbox.Create(Place, ToolPolicy.DecideAll(Request(sender.Trust))).Select(tool => new ShownFunction(Record(new SoundCallFunction(Ask(tool, sink)), session, sender, sink), sink.OnNote))];
    }

    private void Claim()
    {
        if (current is not null)
            new WorkspaceClaims(host.Options).Take(key, current.Info.Id);
    }

    /// <summary>Where nothing that is said is kept, no call is recorded either.</summary>
    private AIFunction Record(AIFunction tool, IStoredSession session, Sender sender, ReplySink sink) => host.Options.Sessions.Persistence
        ? new AuditedFunction(tool, host.ToolLog, session, sender.Id, Place.IsSandboxed, host.Time, sink.OnNote)
        : tool;

    /// <summary>Records a call of a tool that the turn does not have.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sender">Whoever speaks.</param>
    /// <param name="call">The call.</param>
    /// <param name="onProblem">Told when it cannot be recorded.</param>
    /// <returns>The rule that denies it; null when there is no such tool.</returns>
    public string? Refuse(IStoredSession session, Sender sender, FunctionCallContent call, Action<string> onProblem)
    {
        var rule = ToolPolicy.DecideAll(Request(sender.Trust)).FirstOrDefault(decision => string.Equals(decision.Tool, call.Name, StringComparison.Ordinal))?.Rule;
        var why = rule is null ? null : $"{call.Name} may not be used here: {rule}.";
        if (!host.Options.Sessions.Persistence)
            return why;
        try
        {
            host.ToolLog.AppendRefused(session, sender.Id, call, why ?? "There is no such tool.", host.Time);
        }
        catch (LurkBotException e)
        {
            onProblem(e.Message);
        }

        return why;
    }

    /// <summary>Whether the owner is asked before a tool runs; pages are fetched outside any sandbox.</summary>
    public bool AsksBefore(string tool) => (!Place.IsSandboxed || tool is "web_fetch") && ToolNames.Holds(host.Options.Tools.Ask, tool);

    private AIFunction Ask(AIFunction tool, ReplySink sink) => AsksBefore(tool.Name)
        ? new AskingFunction(tool, Place.Folder, (question, cancellation) => MayRunAsync(question, sink, cancellation))
        : tool;

    private async Task<bool> MayRunAsync(ToolQuestion question, ReplySink sink, CancellationToken cancellationToken)
    {
        var approval = new ToolApproval(question.Tool, question.Folder);
        if (forNow.Contains(question.Tool) || approvals.Read().Contains(approval))
            return true;
        var answer = sink.OnAsk is null ? ToolAnswer.No : await AskAsync(question, sink.OnAsk, cancellationToken);
        if (answer is ToolAnswer.Session)
            forNow.Add(question.Tool);
        if (answer is ToolAnswer.Always)
            approvals.Add(approval);
        if (answer is ToolAnswer.No && sink.OnAsk is null)
            throw new ToolRefusedException($"{question.Tool} runs on the owner's machine only when they are asked in a terminal, and there is none (LURKBOT_TOOL_ASK).");
        return answer is not ToolAnswer.No;
    }

    private async Task<ToolAnswer> AskAsync(ToolQuestion question, Func<ToolQuestion, CancellationToken, Task<ToolAnswer>> ask, CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(AnswerWithin, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            return await ask(question, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ToolAnswer.No;
        }
    }
}
