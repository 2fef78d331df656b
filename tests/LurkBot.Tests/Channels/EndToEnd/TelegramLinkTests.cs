using LurkBot.Access;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>The owner's link with an account that is not in their settings, from the yes on their own machine to what that account sees.</summary>
public sealed class TelegramLinkTests
{
    [Fact]
    public async Task Link_WithTheOwner_TakesBothYeses_ShowsNames_AndLetsOnePersonReadWithoutWriting()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.EndsWith("Read it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_history", ("session", "telegram:42:main"))
            : messages[^1].Text.EndsWith("Tell me", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "telegram:42:main"), ("message", "I am the owner"), ("wait", true)) : ScriptedModel.Text("Noted."));
        var home = new ChannelHome(stage, model);
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var bob = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendText(stage.Private, stage.Ada, "The door code is 4711");
            await home.AnswersAsync(stage.Private, 1);
            stage.Server.SendText(bob, stage.Bob, "Read it");
            Assert.Contains("telegram:42:main", Assert.Single(await home.AnswersAsync(bob, 1)), StringComparison.Ordinal);
            Assert.DoesNotContain("4711", (await home.AnswersAsync(bob, 1))[0], StringComparison.Ordinal);

            // From the owner's chat no link begins: their yes is said on their own machine.
            stage.Server.SendText(stage.Private, stage.Ada, "/link");
            Assert.Contains("lurkbot people link", (await home.AnswersAsync(stage.Private, 2))[1], StringComparison.Ordinal);
            var code = home.Services.People.Offer(PersonId.Owner, new PersonId("telegram", "43"))!.Code;
            stage.Server.SendText(bob, stage.Bob, $"/link {code}");
            var explained = (await home.AnswersAsync(bob, 2))[1];
            Assert.StartsWith("The owner asks to be one person with this account, telegram:43 (Bob). What is said in the direct chats of telegram:43 (Bob) can then be read from the owner. What is said in the direct chats of the owner can then be read from this account.", explained, StringComparison.Ordinal);
            stage.Server.SendText(bob, stage.Bob, "Read it");
            Assert.DoesNotContain("4711", (await home.AnswersAsync(bob, 3))[2], StringComparison.Ordinal);
            stage.Server.SendText(bob, stage.Bob, $"/link {code} yes");
            Assert.Equal("Linked with the owner. /unlink takes it back.", (await home.AnswersAsync(bob, 4))[3]);

            // The same person now: what they said elsewhere is read, and nothing is written where there is more trust.
            stage.Server.SendText(bob, stage.Bob, "Read it");
            Assert.Contains("The door code is 4711", (await home.AnswersAsync(bob, 5))[4], StringComparison.Ordinal);
            Assert.Equal(["telegram:42:main", "telegram:43:dm"], await home.KeysAsync());
            stage.Server.SendText(bob, stage.Bob, "Tell me");
            Assert.Contains("more trust", (await home.AnswersAsync(bob, 6))[5], StringComparison.Ordinal);
            Assert.Equal(2, stage.Server.Answers(stage.Private).Count);
            stage.Server.SendText(bob, stage.Bob, "/unlink");
            Assert.Contains("on its own again", (await home.AnswersAsync(bob, 7))[6], StringComparison.Ordinal);
            stage.Server.SendText(bob, stage.Bob, "Read it");
            Assert.DoesNotContain("4711", (await home.AnswersAsync(bob, 8))[7], StringComparison.Ordinal);
        }
    }
}
