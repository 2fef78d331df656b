using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>sessions_list</c>: the sessions that this one may read.</summary>
/// <param name="exchange">Finds them.</param>
internal sealed class SessionsListTool(TurnExchange exchange) : BuiltInTool(
    "sessions_list",
    "Lists the sessions that this one may read, the newest first: key, title, messages, last use.",
    Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "limit":{"type":"integer","description":"The most sessions, 1 to 50; default 20."}},
        "additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken) =>
        (await exchange.Exchange.ListAsync(exchange.Actor, input.Number("limit", 20, 1, 50), cancellationToken)).For(facts);
}
