using LurkBot.Sessions;

namespace LurkBot.Models;

/// <summary>Chooses a session's model: the one place where it is decided which wish counts.</summary>
internal static class ModelResolver
{
    /// <summary>The wish that is nearest to the session and the moment.</summary>
    /// <param name="key">The session.</param>
    /// <param name="wishes">What was said.</param>
    /// <param name="catalogue">What aliases stand for.</param>
    /// <returns>Null when nobody said anything.</returns>
    public static ResolvedModel? Choose(SessionKey key, ModelPreferences wishes, ModelCatalogue catalogue)
    {
        (string? Wish, string Source)[] order =
        [
            (wishes.CommandLine, "--model"),
            (wishes.InSession, "/model in the session"),
            (wishes.ForSession, $"LURKBOT_SESSION__{SessionEnvironmentName.For(key)}__MODEL"),
            (wishes.ForChannel, $"LURKBOT_{ChannelEnvironmentName.For(key.Channel)}__MODEL"),
            (wishes.Default, "LURKBOT_DEFAULT_MODEL"),
        ];
        foreach (var (wish, source) in order)
        {
            if (!string.IsNullOrWhiteSpace(wish))
                return Resolve(wish.Trim(), source, catalogue);
        }

        return null;
    }

    /// <summary>A choice with the model that a name stands for.</summary>
    /// <param name="name">A model's name or an alias.</param>
    /// <param name="source">What chose it.</param>
    /// <param name="catalogue">What aliases stand for.</param>
    public static ResolvedModel Resolve(string name, string source, ModelCatalogue catalogue)
    {
        var model = catalogue.Resolve(name);
        return new ResolvedModel(model, source, string.Equals(model, name, StringComparison.Ordinal) ? null : name);
    }
}
