using System.Runtime.CompilerServices;
using System.Text;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>A model that replies as a test says, and keeps what it was asked.</summary>
/// <param name="script">Gets the messages of a request and its number, from 1.</param>
internal sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, int, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script) : IChatClient
{
    private readonly List<IReadOnlyList<string>> requests = [];

    /// <summary>Replies with the number of the request.</summary>
    public ScriptedModel()
        : this((_, number, _) => Text($"reply {number}"))
    {
    }

    /// <summary>Whether scripts and <see cref="Requests"/> have the lines that say when something was said.</summary>
    /// <value>Default: false, so that a test reads what was said.</value>
    public bool ShowsDates { get; init; }

    /// <summary>Each request, its messages as text.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    /// <summary>The newest request as one text.</summary>
    public string Last => string.Join('\n', Requests[^1]);

    /// <summary>A reply without tools.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Text(string text)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, text) { FinishReason = ChatFinishReason.Stop };
    }

    /// <summary>Calls of the tool <c>bash</c>: id, command.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Calls(params (string Id, string Command)[] calls)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Select(call => new FunctionCallContent(call.Id, "bash", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = call.Command }))]);
    }

    /// <summary>A piece of a reply; the rest comes when the gate opens.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Held(string text, Gate gate, string rest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, text);
        await gate.PassAsync(cancellationToken);
        yield return new ChatResponseUpdate(ChatRole.Assistant, rest) { FinishReason = ChatFinishReason.Stop };
    }

    /// <summary>A piece of a reply, then the connection breaks.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Broken(string text)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, text);
        throw new ModelException(ModelFailure.Network, "The connection broke.");
    }

    /// <summary>A message with all its contents as text.</summary>
    public static string Write(ChatMessage message)
    {
        var text = new StringBuilder(message.Role.Value);
        foreach (var content in message.Contents)
        {
            _ = content switch
            {
                TextContent said => text.Append("|text ").Append(said.Text),
                FunctionCallContent call => text.Append("|call ").Append(call.CallId).Append(' ').Append(call.Name).Append(' ').AppendJoin(',', call.Arguments?.Select(argument => $"{argument.Key}={argument.Value}") ?? []),
                FunctionResultContent result => text.Append("|result ").Append(result.CallId).Append(' ').Append(result.Result),
                _ => text.Append('|').Append(content.GetType().Name),
            };
        }

        return text.ToString();
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.Select(message => ShowsDates ? message : Undated(message)).ToList();
        int number;
        lock (requests)
        {
            requests.Add([.. list.Select(Write)]);
            number = requests.Count;
        }

        await foreach (var update in script(list, number, cancellationToken).WithCancellation(cancellationToken))
            yield return update;
    }

    private static ChatMessage Undated(ChatMessage message)
    {
        var undated = message.Clone();
        undated.Contents = [.. message.Contents.Select(content => content is TextContent { Text: var text } said && text.Contains("[Date: ", StringComparison.Ordinal) ? new TextContent(DatedText.Without(text)) { AdditionalProperties = said.AdditionalProperties } : content)];
        return undated;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
