using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Context;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Context;

/// <summary>The contexts of a history as text: whole for the whole history, as hashes for each of its beginnings.</summary>
internal static class GoldenContext
{
    private static readonly (string Name, ContextSettings Settings)[] Settings =
    [
        ("sliding 128000", new ContextSettings()),
        ("sliding 700", new ContextSettings { MaxTokens = 700 }),
        ("summarize 700", new ContextSettings { MaxTokens = 700, Strategy = ContextStrategy.Summarize }),
        ("truncate 700", new ContextSettings { MaxTokens = 700, Strategy = ContextStrategy.Truncate }),
    ];

    /// <summary>The contexts that a model sees: a message that waits is the one that is answered.</summary>
    public static string Of(IReadOnlyList<Entry> entries)
    {
        var text = new StringBuilder();
        foreach (var (name, settings) in Settings)
            text.Append(CultureInfo.InvariantCulture, $"=== {name}\n{Show(entries, settings)}");
        text.Append("=== hashes of the contexts of all beginnings\n");
        for (var count = 1; count <= entries.Count; count++)
            text.Append(CultureInfo.InvariantCulture, $"{count} {string.Join(' ', Settings.Select(item => Hash(Show([.. entries.Take(count)], item.Settings))))}\n");
        return text.ToString();
    }

    /// <summary>A message of a context as a line.</summary>
    public static string Show(ChatMessage message) => $"{message.Role.Value}: {string.Join(" | ", message.Contents.Select(Show))}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    private static string Show(IReadOnlyList<Entry> entries, ContextSettings settings)
    {
        try
        {
            var view = ContextBuilder.Build(entries, settings with { Asked = [.. entries.OfType<UserEntry>().Select(entry => entry.Id)] });
            var text = new StringBuilder();
            foreach (var message in view.Messages)
                text.Append(CultureInfo.InvariantCulture, $"{Show(message)}\n");
            foreach (var part in view.Parts)
                text.Append(CultureInfo.InvariantCulture, $"- {part.Kind} {part.FirstId} to {part.LastId}, {part.Tokens} tokens\n");
            foreach (var gap in view.LeftOut)
                text.Append(CultureInfo.InvariantCulture, $"- left out {gap.FirstId} to {gap.LastId}: {gap.Why}\n");
            return text.Append(CultureInfo.InvariantCulture, $"- {view.Tokens} tokens, {view.Stable} stable, record {view.Record.ToJson()}\n").ToString();
        }
        catch (LurkBotException e)
        {
            return $"- refused: {e.Message}\n";
        }
    }

    private static string Show(AIContent content) => content switch
    {
        TextContent text => text.Text,
        FunctionCallContent call => $"call {call.CallId} {call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}={argument.Value}"))})",
        FunctionResultContent result => $"result {result.CallId}{(result.Exception is null ? "" : " failed")} {result.Result}",
        UriContent uri => $"file {uri.Uri} {uri.MediaType} {uri.AdditionalProperties?[AttachedContents.NameProperty]}",
        _ => content.GetType().Name,
    };
}
