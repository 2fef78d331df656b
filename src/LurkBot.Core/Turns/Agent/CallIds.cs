using System.Security.Cryptography;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>
/// Gives each call an id that is its own in the session: results are matched by it. A provider's id stays where it is one; empty ids, and
/// those that another call has, are replaced.
/// </summary>
/// <param name="entries">The entries of the session that are known.</param>
internal sealed class CallIds(Func<IReadOnlyList<Entry>> entries)
{
    /// <summary>Nine letters and digits: the strictest provider takes no others.</summary>
    private const int Length = 9;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private HashSet<string>? used;

    /// <summary>Replaces the ids among contents that are not their calls' own.</summary>
    /// <param name="contents">What a provider sends next.</param>
    public void Give(IList<AIContent> contents)
    {
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is not FunctionCallContent call)
                continue;
            used ??= [.. entries().OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Select(known => known.Id)];
            if (call.CallId.Length > 0 && used.Add(call.CallId))
                continue;
            string id;
            do
                id = RandomNumberGenerator.GetString(Letters, Length);
            while (!used.Add(id));
            contents[i] = new FunctionCallContent(id, call.Name, call.Arguments)
            {
                Exception = call.Exception,
                AdditionalProperties = call.AdditionalProperties,
                RawRepresentation = call.RawRepresentation,
            };
        }
    }
}
