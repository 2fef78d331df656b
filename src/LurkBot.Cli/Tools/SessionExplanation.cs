using LurkBot.Budgets;
using LurkBot.Catalogue;
using LurkBot.Configuration;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Cli.Tools;

/// <summary>What a session may do, and why.</summary>
/// <param name="Key">The session.</param>
/// <param name="Exists">Whether it has a history yet.</param>
/// <param name="Trust">The most trust that a turn of it has.</param>
/// <param name="Model">Its model.</param>
/// <param name="ModelWhy">Why it is that one.</param>
/// <param name="Tools">Which tools a turn of its most trusted sender has.</param>
/// <param name="Sandbox">Its sandbox; null when it runs none.</param>
/// <param name="Workspace">Its workspace.</param>
/// <param name="Budgets">How its budgets stand.</param>
internal sealed record SessionExplanation(
    SessionKey Key,
    bool Exists,
    Trust Trust,
    ModelChoice Model,
    string ModelWhy,
    IReadOnlyList<ToolDecision> Tools,
    SandboxFacts? Sandbox,
    string Workspace,
    IReadOnlyList<BudgetStand> Budgets)
{
    private static readonly string[] ContextSettings = ["LURKBOT_MAX_CONTEXT_TOKENS", "LURKBOT_CONTEXT_", "LURKBOT_COMPACT_", "LURKBOT_SESSION_MAX_MESSAGES"];

    /// <summary>Who may talk in a session of this type.</summary>
    public string WhoMayTalk => Key.Type switch
    {
        SessionType.Main => "you alone, with full trust",
        SessionType.Dm => "one other person, with partial trust",
        SessionType.Group or SessionType.Topic => "everybody in it, with low trust",
        _ => "the session that started it, with its trust at most",
    };

    /// <summary>Gathers everything.</summary>
    /// <param name="host">Configuration and store.</param>
    /// <param name="key">The session; it need not exist yet.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<SessionExplanation> GatherAsync(Host host, SessionKey key, CancellationToken cancellationToken)
    {
        await using var session = await host.Store.OpenAsync(key, cancellationToken);
        using var tools = await SessionTools.OpenAsync(host, key, folder: null, cancellationToken);
        var models = new ModelClients(host.Options.Models, host.Time, _ => { });
        var model = await ModelSelection.ChooseAsync(host, models, key, commandLine: null, session?.Info.ChosenModel, cancellationToken);
        var sandbox = tools.Place.IsSandboxed ? await SandboxFacts.LookAsync(host, cancellationToken) : null;
        var request = tools.Request(Trust.Full) with { SandboxProblem = sandbox?.Problem };
        var watch = await host.WatchAsync(key, cancellationToken);
        return new(
            key,
            session is not null,
            request.Trust,
            model,
            ModelSelection.Why(host, model),
            ToolPolicy.DecideAll(request),
            sandbox,
            tools.Place.Folder,
            session is null ? watch.ReadNew("owner") : await watch.ReadAsync(session, cancellationToken));
    }

    /// <summary>The limits of one sandboxed command, and how the context is bounded, each with where it is set.</summary>
    /// <param name="host">The configuration.</param>
    /// <param name="sandbox">Whether those of the sandbox are wanted, or those of the context.</param>
    public static IEnumerable<SettingValue> Settings(Host host, bool sandbox) => host.Configuration.Values.Where(value => sandbox
        ? value.Definition.Name.StartsWith("LURKBOT_SANDBOX_", StringComparison.Ordinal)
        : Array.Exists(ContextSettings, prefix => value.Definition.Name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>A setting's value and where it comes from.</summary>
    public static SettingValue? Setting(Host host, string name) => host.Configuration.Values.FirstOrDefault(value => string.Equals(value.Definition.Name, name, StringComparison.Ordinal));
}
