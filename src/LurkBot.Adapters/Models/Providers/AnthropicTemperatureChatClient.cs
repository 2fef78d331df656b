using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Tells Anthropic the temperature, which its library leaves out since the newest models take none; those say so, and are asked again
/// without. A model that thinks takes none either: https://docs.claude.com/en/docs/build-with-claude/extended-thinking.
/// </summary>
/// <param name="inner">Anthropic's client.</param>
/// <param name="model">The model's name.</param>
internal sealed class AnthropicTemperatureChatClient(IChatClient inner, string model) : StreamedChatClient(inner)
{
    /// <summary>Anthropic counts from 0 to 1, others to 2.</summary>
    private const float Highest = 1;

    private static readonly Dictionary<string, JsonElement> None = [];

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetStreamingResponseAsync(messages, Tell(options), cancellationToken);

    private ChatOptions? Tell(ChatOptions? options)
    {
        if (options?.Temperature is not { } temperature || options.Reasoning is { Effort: not ReasoningEffort.None })
            return options;
        options = options.Clone();
        var body = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["model"] = JsonSerializer.SerializeToElement(model),
            ["max_tokens"] = JsonSerializer.SerializeToElement(options.MaxOutputTokens ?? 1),
            ["messages"] = JsonSerializer.SerializeToElement(Array.Empty<string>()),
            ["temperature"] = JsonSerializer.SerializeToElement(decimal.Round((decimal)Math.Min(temperature, Highest), 4)),
        };
        options.RawRepresentationFactory = _ => MessageCreateParams.FromRawUnchecked(None, None, body);
        return options;
    }
}
