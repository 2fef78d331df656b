using System.Globalization;
using System.Text;
using System.Text.Json;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Commands;

/// <summary>What a model sees of a session, for people and for programs.</summary>
internal static class ContextText
{
    /// <summary>Parts, tokens, shares, and what is left out.</summary>
    public static string Of(ContextView view, string model)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{model} would see about {view.Tokens:#,0} of {view.Settings.MaxTokens:#,0} tokens ({Share(view.Tokens, view)}), in {view.Messages.Count} messages; strategy {Name(view.Settings.Strategy)}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"The same as last time, for the provider's cache: about {view.Stable:#,0} tokens.");
        Row(text, "system prompt and tools", "", view.Settings.Overhead, view);
        foreach (var part in view.Parts)
            Row(text, Name(part.Kind), new EntryRange(part.FirstId, part.LastId).ToString(), part.Tokens, view);
        foreach (var gap in view.LeftOut)
            text.AppendLine($"  not shown: {new EntryRange(gap.FirstId, gap.LastId)}, {gap.Why}");
        return TerminalText.Sanitize(text.ToString());
    }

    /// <summary>The messages as the model gets them.</summary>
    public static string Messages(ContextView view)
    {
        var text = new StringBuilder();
        foreach (var message in view.Messages)
        {
            text.Append("— ").AppendLine(message.Role.Value);
            foreach (var content in message.Contents)
            {
                text.AppendLine(content switch
                {
                    FunctionCallContent call => $"[calls {call.Name} {Arguments(call)}]",
                    FunctionResultContent result => $"[result{(result.Exception is null ? "" : ", failed")}] {result.Result}",
                    TextContent said => said.Text,
                    TextReasoningContent => "[reasoning]",
                    UriContent file => $"[{file.MediaType}]",
                    _ => $"[{content.GetType().Name}]",
                });
            }
        }

        return TerminalText.Sanitize(text.ToString());
    }

    /// <summary>The same as a JSON object, with the messages when they are wanted.</summary>
    public static void WriteJson(Stream output, ContextView view, string key, string model, bool messages)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("session"u8, key);
        json.WriteString("model"u8, model);
        json.WriteString("strategy"u8, Name(view.Settings.Strategy));
        json.WriteNumber("budget"u8, view.Settings.MaxTokens);
        json.WriteNumber("tokens"u8, view.Tokens);
        json.WriteNumber("stable_tokens"u8, view.Stable);
        json.WriteNumber("overhead_tokens"u8, view.Settings.Overhead);
        json.WriteStartArray("parts"u8);
        foreach (var part in view.Parts)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, part.Kind.ToString().ToLowerInvariant());
            json.WriteNumber("first"u8, part.FirstId);
            json.WriteNumber("last"u8, part.LastId);
            json.WriteNumber("tokens"u8, part.Tokens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("left_out"u8);
        foreach (var gap in view.LeftOut)
        {
            json.WriteStartObject();
            json.WriteNumber("first"u8, gap.FirstId);
            json.WriteNumber("last"u8, gap.LastId);
            json.WriteString("why"u8, gap.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (messages)
            WriteMessages(json, view);
        json.WriteEndObject();
    }

    private static void WriteMessages(Utf8JsonWriter json, ContextView view)
    {
        json.WriteStartArray("messages"u8);
        foreach (var message in view.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, message.Role.Value);
            json.WriteString("text"u8, message.Text);
            foreach (var call in message.Contents.OfType<FunctionCallContent>().Take(1))
                json.WriteString("calls"u8, string.Join(", ", message.Contents.OfType<FunctionCallContent>().Select(one => $"{one.Name} {Arguments(one)}")));
            foreach (var result in message.Contents.OfType<FunctionResultContent>().Take(1))
                json.WriteString("results"u8, string.Join("\n", message.Contents.OfType<FunctionResultContent>().Select(one => one.Result?.ToString())));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Arguments(FunctionCallContent call) => call.Arguments is null ? "" : string.Join(" ", call.Arguments.Select(pair => $"{pair.Key}={pair.Value}"));

    private static void Row(StringBuilder text, string what, string range, long tokens, ContextView view) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"  {what,-24} {range,-16} {tokens,9:#,0} tokens  {Share(tokens, view),5}");

    private static string Share(long tokens, ContextView view) => string.Create(CultureInfo.InvariantCulture, $"{tokens * 100.0 / view.Settings.MaxTokens:0.0}%");

    private static string Name(ContextStrategy strategy) => strategy.ToString().ToLowerInvariant();

    private static string Name(ContextPartKind kind) => kind switch
    {
        ContextPartKind.Summary => "summary",
        ContextPartKind.Beginning => "beginning",
        ContextPartKind.Pinned => "pinned",
        ContextPartKind.Digest => "left out, in short",
        ContextPartKind.Question => "question",
        _ => "newest steps",
    };
}
