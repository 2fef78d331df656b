using LurkBot.Context;
using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>Where requests are marked for Anthropic's cache; each row writes a conversation of contents, those that are marked in capitals.</summary>
public sealed class AnthropicCacheMarksTests
{
    [Theory]
    [InlineData("user:A")]
    [InlineData("user:A assistant:b user:C")]
    [InlineData("user:a assistant:b user:C assistant:d user:E")]
    // What is recalled is not there next time: the marks stand before it.
    [InlineData("user:recalled user:b")]
    [InlineData("user:A assistant:B user:recalled user:c")]
    [InlineData("user:a assistant:B user:C assistant:D user:recalled user:e")]
    // Between the steps of a turn it is.
    [InlineData("user:A assistant:B user:recalled user:c assistant:call user:RESULT")]
    [InlineData("user:a assistant:B user:C assistant:call user:result assistant:D user:recalled user:e assistant:call user:RESULT")]
    [InlineData("user:A assistant:thought user:recalled user:b")]
    public void Marks_StandWhereTheNextRequestIsTheSame(string conversation)
    {
        var contents = new List<(string Name, AIContent Content)>();
        var messages = new List<(ChatRole Role, List<AIContent> Contents)>();
        foreach (var word in conversation.Split(' '))
        {
            var (role, name) = (new ChatRole(word.Split(':')[0]), word.Split(':')[1]);
            AIContent content = name.ToLowerInvariant() switch
            {
                "recalled" => new TextContent("[Recalled]") { AdditionalProperties = new AdditionalPropertiesDictionary { [ContextQuotation.Mark] = true } },
                "call" => new FunctionCallContent("c", "bash"),
                "result" => new FunctionResultContent("c", "ok"),
                "thought" => new TextReasoningContent("hm"),
                var text => new TextContent(text),
            };
            contents.Add((name, content));
            if (messages.Count > 0 && messages[^1].Role == role)
                messages[^1].Contents.Add(content);
            else
                messages.Add((role, [content]));
        }

        var marked = AnthropicCacheMarks.Of(messages);
        Assert.InRange(marked.Count, conversation is "user:recalled user:b" ? 0 : 1, 4);
        Assert.Equal(contents.Where(content => char.IsUpper(content.Name[0])).Select(content => content.Name), contents.Where(content => marked.Contains(content.Content)).Select(content => content.Name));
    }
}
