using System.Text.Json;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>A tool that works in a session's place.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What a model is told of it.</param>
/// <param name="schema">The JSON schema of its arguments.</param>
internal abstract class SessionTool(string name, string description, string schema) : AIFunction
{
    private const int LongestName = 100;

    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema { get; } = Parse(schema);

    protected sealed override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        RequireKnown(arguments.Keys);
        return await RunAsync(new ToolInput(arguments), ToolFacts.In(arguments), cancellationToken);
    }

    /// <summary>Does what the tool is for.</summary>
    /// <param name="input">What the model passed.</param>
    /// <param name="facts">Takes what the record of calls keeps beside the arguments.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What the model hears.</returns>
    /// <exception cref="LurkBotException">It could not be done.</exception>
    protected abstract ValueTask<string> RunAsync(ToolInput input, ToolFacts facts, CancellationToken cancellationToken);

    /// <summary>An argument that is passed over in silence would let a model believe that it did something.</summary>
    private void RequireKnown(IEnumerable<string> given)
    {
        var known = JsonSchema.GetProperty("properties");
        foreach (var argument in given)
        {
            if (!known.TryGetProperty(argument, out _))
                throw new ToolRefusedException($"{name} has no argument {ShownName.Of(argument.Length <= LongestName ? argument : argument[..LongestName] + "…")}. It has: {string.Join(", ", known.EnumerateObject().Select(property => property.Name))}.");
        }
    }

    private static JsonElement Parse(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return document.RootElement.Clone();
    }
}
