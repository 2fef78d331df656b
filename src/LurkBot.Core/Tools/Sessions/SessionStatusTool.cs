using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>session_status</c>: how another session is.</summary>
/// <param name="exchange">Looks.</param>
internal sealed class SessionStatusTool(TurnExchange exchange) : BuiltInTool(
    "session_status",
    "Tells how a session is: messages, last use, model, and whether something waits for an answer there.",
    Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "session":{"type":"string","description":"The session: its key, #channel, @person, or a chat's title; without it, this one."}},
        "additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken) =>
        (await exchange.Exchange.DescribeAsync(exchange.Actor, input.OptionalText("session") ?? exchange.Actor.Key.ToString(), cancellationToken)).For(facts);
}
