using System.Collections.Concurrent;
using System.Text.Json;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>A tool that works in a session's place.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What a model is told of it.</param>
/// <param name="schema">The JSON schema of its arguments.</param>
internal abstract class BuiltInTool(string name, string description, string schema) : AIFunction
{
    /// <summary>Each is read once: tools are made anew for every turn.</summary>
    private static readonly ConcurrentDictionary<string, JsonElement> Schemas = new(StringComparer.Ordinal);

    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema { get; } = Schemas.GetOrAdd(schema, Parse);

    protected sealed override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await RunAsync(new ToolInput(arguments), CallFacts.In(arguments), cancellationToken);

    /// <summary>Does what the tool is for.</summary>
    /// <param name="input">What the model passed.</param>
    /// <param name="facts">Takes what the record of calls keeps beside the arguments.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the model hears.</returns>
    /// <exception cref="LurkBotException">It could not be done.</exception>
    protected abstract ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken);

    private static JsonElement Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.Clone();
    }
}
