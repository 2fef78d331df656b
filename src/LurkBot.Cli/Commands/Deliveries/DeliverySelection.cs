using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Cli.Commands;

/// <summary>The options that select deliveries, alike in each command that has them.</summary>
internal static class DeliverySelection
{
    /// <summary>Makes <c>--session</c>.</summary>
    /// <param name="description">One sentence for the help.</param>
    public static Option<string?> Session(string description)
    {
        var session = new Option<string?>("--session") { HelpName = "KEY", Description = description };
        session.CompletionSources.Add(SessionsCommand.CompleteKeys);
        return session;
    }

    /// <summary>Makes <c>--state</c>, which takes names as the list writes them too, with blanks.</summary>
    /// <param name="description">One sentence for the help.</param>
    public static Option<string?> State(string description)
    {
        var state = new Option<string?>("--state") { Description = description };
        state.CompletionSources.Add([.. DeliveryStates.Names]);
        state.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var name }, ..] && !DeliveryStates.Names.Contains(name.Replace(' ', '_'), StringComparer.Ordinal))
                given.AddError($"Unknown state '{name}'. States: {string.Join(", ", DeliveryStates.Names)}.");
        });
        return state;
    }

    /// <summary>The session that <c>--session</c> names.</summary>
    /// <param name="host">The sessions.</param>
    /// <param name="names">The keys of all sessions.</param>
    /// <param name="text">What was given; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when none was named.</returns>
    public static async Task<SessionId?> FindAsync(Host host, IReadOnlyDictionary<SessionId, SessionKey> names, string? text, CancellationToken cancellationToken)
    {
        if (text is null)
            return null;
        var key = await host.FindAsync(text, cancellationToken);
        return names.First(pair => pair.Value == key).Key;
    }
}
