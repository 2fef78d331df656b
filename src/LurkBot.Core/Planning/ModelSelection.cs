using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;

namespace LurkBot.Planning;

/// <summary>Which model a session uses, and why: gathers what <see cref="ModelResolver"/> decides on.</summary>
internal static class ModelSelection
{
    /// <summary>The model of a session's next turn.</summary>
    /// <param name="services">Configuration, store and catalogue.</param>
    /// <param name="key">The session; it need not exist yet.</param>
    /// <param name="commandLine">What the command line says; null when it says nothing.</param>
    /// <param name="inSession">What was chosen in the session; null when nothing was.</param>
    /// <param name="cancellationToken">Cancels the look for a local model.</param>
    /// <param name="chooseDefault">Finds the model where nothing is set; null for a look of its own.</param>
    /// <param name="subagent">What a subagent was started with; null for any other session.</param>
    public static async Task<ResolvedModel> ChooseAsync(AssistantServices services, SessionKey key, string? commandLine, string? inSession, CancellationToken cancellationToken, Func<Task<ResolvedModel>>? chooseDefault = null, MessageOverrides? subagent = null)
    {
        var wishes = new ModelPreferences
        {
            CommandLine = commandLine,
            InSession = inSession,
            ForSession = (commandLine ?? inSession) is null ? await SessionSetting.FindAsync(services, key, services.Options.Models.SessionModels, "MODEL", onlyTakesAway: false, cancellationToken) : null,
            ForChannel = services.Options.Models.ChannelModels.TryGetValue(ChannelEnvironmentName.For(key.Channel), out var forChannel) ? forChannel : null,
            Default = services.Options.Models.DefaultModel,
        };
        if (subagent is { Model: { } given, Subagent: { } charter } && (commandLine ?? inSession ?? wishes.ForSession) is null)
            return ModelResolver.Resolve(given, charter.ModelSource, services.Catalogue);
        return ModelResolver.Choose(key, wishes, services.Catalogue)
            ?? (chooseDefault is null ? await services.Models.ChooseDefaultAsync(services.Catalogue, cancellationToken) : await chooseDefault());
    }

    /// <summary>Why it is that model, with the place of the setting that says so.</summary>
    public static string Why(AssistantServices services, ResolvedModel choice)
    {
        var setting = services.Configuration.Values.FirstOrDefault(value => string.Equals(value.Definition.Name, choice.Source, StringComparison.Ordinal));
        return $"{choice.Source}{(setting is null ? "" : $" in {(setting.Source is "environment" ? "the environment" : setting.Source)}")}{(choice.Alias is null ? "" : $", alias {choice.Alias}")}";
    }
}
