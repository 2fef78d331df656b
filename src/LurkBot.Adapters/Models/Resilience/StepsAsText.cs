using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Tells steps with calls as text: a provider that refuses a step, since it lacks what only another provider could give, takes the same
/// words. Nothing of what happened is lost.
/// </summary>
internal static class StepsAsText
{
    /// <summary>What a person is told.</summary>
    public const string Note = "The provider refused the request; it was asked again with earlier tool calls written as text.";

    /// <summary>The ids of the calls.</summary>
    public static IEnumerable<string> Calls(IEnumerable<ChatMessage> messages) => messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.CallId);

    /// <summary>The messages with such steps as text.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isMeant">Whether a step with a call of that id is meant.</param>
    /// <returns>Null when there are none.</returns>
    public static List<ChatMessage>? Write(IReadOnlyList<ChatMessage> messages, Func<string, bool> isMeant)
    {
        var (told, meant) = (new List<ChatMessage>(messages.Count), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var message in messages)
        {
            var calls = message.Contents.OfType<FunctionCallContent>().Where(call => isMeant(call.CallId)).ToList();
            foreach (var call in calls)
                meant[call.CallId] = call.Name;
            if (calls.Count > 0)
                told.Add(new ChatMessage(ChatRole.Assistant, WithCalls(message)));
            else if (message.Contents.OfType<FunctionResultContent>().Any(result => meant.ContainsKey(result.CallId)))
                told.Add(new ChatMessage(ChatRole.User, WithResults(message, meant)));
            else
                told.Add(message);
        }

        return meant.Count == 0 ? null : told;
    }

    private static string WithCalls(ChatMessage message)
    {
        var text = new StringBuilder(WireWriter.TextOf(message));
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            var arguments = Encoding.UTF8.GetString(WireWriter.Write(json => WireWriter.WriteArgumentFields(json, call)));
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : "\n")}[Called the tool {call.Name} with {arguments}]");
        }

        return text.ToString();
    }

    private static string WithResults(ChatMessage message, Dictionary<string, string> names) => string.Join(
        "\n",
        message.Contents.OfType<FunctionResultContent>().Select(result => $"[Result of the tool {names.GetValueOrDefault(result.CallId, "")}]\n{WireWriter.ResultOf(result)}"));
}
