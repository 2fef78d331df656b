using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>sessions_send</c>: says something in another chat, or asks another session.</summary>
/// <param name="exchange">Sends.</param>
internal sealed class SessionsSendTool(TurnExchange exchange) : BuiltInTool(
    TurnExchange.SendTool,
    "Sends a message to another session. In a chat of a platform the text is posted there as it is, for the people in it. A session without such a chat answers it by itself. With wait, the other session is asked, and its answer comes back to you. Tell the user the result as it is.",
    Schema)
{
    private const string Schema = """
        {"type":"object","properties":{
        "to":{"type":"string","description":"The session: its key (channel:chat_id:type, such as cli:work:main), #channel, @person, or a chat's title."},
        "message":{"type":"string","description":"What is said, word for word."},
        "wait":{"type":"boolean","description":"Ask the other session and wait for its answer; nothing is posted in its chat."}},
        "required":["to","message"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var result = await exchange.Exchange.SendAsync(exchange.SenderOf(facts.CallId), input.Text("to"), input.Text("message"), input.Flag("wait"), cancellationToken);
        return new ExchangeText(result.Text, result.Sources).For(facts);
    }
}
