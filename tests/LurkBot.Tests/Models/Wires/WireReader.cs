using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>Reads bytes as a wire's client does.</summary>
internal static class WireReader
{
    public static readonly string[] Wires = ["openai", "anthropic", "ollama"];

    private static readonly AITool[] Tools = [AIFunctionFactory.Create((string city) => city, "weather"), AIFunctionFactory.Create((string path) => path, "read")];

    public static async Task<ChatResponse> ReadAsync(string wire, byte[] body, bool stream, params IReadOnlyList<int> cuts)
    {
        using var client = Create(wire, body, cuts);
        var options = new ChatOptions { Tools = Tools };
        return stream ? await client.GetStreamingResponseAsync("Hello", options).ToChatResponseAsync() : await client.GetResponseAsync("Hello", options);
    }

    private static IChatClient Create(string wire, byte[] body, IReadOnlyList<int> cuts)
    {
        var (http, place) = (new HttpClient(new BytesHandler(body, cuts)), new WirePlace(wire, new Uri("http://127.0.0.1/"), "m", "X"));
        IChatClient client = wire switch
        {
            "openai" => new OpenAIChatClient(http, place, TimeProvider.System),
            "anthropic" => new AnthropicChatClient(http, place, TimeProvider.System),
            _ => new OllamaChatClient(http, place, TimeProvider.System),
        };
        return client.AsBuilder().UseEmptyReplies("X", onNote: null).UseModelErrors("X", address: null, proxy: null).Build();
    }
}
