using ForeignAgent;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

// A conversation that survives the program: run it again, and the agent knows what was said before.
// Usage: ForeignAgent FOLDER MESSAGE
if (args is not [var folder, var message])
{
    Console.Error.WriteLine("Usage: ForeignAgent FOLDER MESSAGE");
    return 2;
}

var store = new FileSessionStore(folder, TimeProvider.System);
var agent = new SessionAgent(new CountingAgent(), store);
var session = SessionAgent.OpenSession(SessionKey.Parse("sample:counting:main"));

await foreach (var update in agent.RunStreamingAsync(message, session))
    Console.Write(update.Text);
Console.WriteLine();
return 0;
