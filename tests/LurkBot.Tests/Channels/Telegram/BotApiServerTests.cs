using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

public sealed class BotApiServerTests
{
    [Fact]
    public async Task Poll_TextOfAPerson_ComesAndIsAnswered()
    {
        await using var server = await BotApiServer.StartAsync();
        var bot = server.AddBot("123456:AAF-secret", "lurk_bot");
        var ada = server.AddUser(42, "Ada");
        var chat = server.AddPrivateChat(ada);
        using var http = new HttpClient();
        var poll = http.GetFromJsonAsync<JsonObject>($"{server.BaseUrl}/bot{bot.Token}/getUpdates?timeout=30");
        server.SendText(chat, ada, "/start now");
        var update = (await poll)!["result"]![0]!;
        Assert.Equal("/start now", (string?)update["message"]!["text"]);
        using var answer = await http.PostAsJsonAsync($"{server.BaseUrl}/bot{bot.Token}/sendMessage", new { chat_id = 42, text = "Hi" });
        Assert.Equal("Hi", (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["result"]!["text"]);
        Assert.Equal(["/start now", "Hi"], server.Messages(chat).Select(message => message.Text));
    }
}
