using System.Text;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>Which fields of a request are left out after which answers.</summary>
public sealed class RefusedFieldsTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens":5}""", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", """{"model":"m","max_completion_tokens":5}""")]
    [InlineData("""{"model":"m","max_completion_tokens":5}""", "max-completion-tokens: unknown", """{"model":"m","max_tokens":5}""")]
    [InlineData("""{"model":"m","max_completion_tokens":5}""", "maxCompletionTokens: unknown|maxTokens: unknown", """{"model":"m"}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{"include_usage":true},"seed":1}""", "include_usage is not permitted", """{"model":"m","stream":true,"seed":1}""")]
    [InlineData("""{"model":"m","tools":[],"tool_choice":"auto"}""", "Unknown field tool_choice", """{"model":"m","tools":[]}""")]
    public void Refuse_NamedField_IsLeftOutOrRenamed(string body, string answers, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var fields = new RefusedFields(bytes, new HashSet<string>(StringComparer.Ordinal));
        foreach (var answer in answers.Split('|'))
            Assert.True(fields.Refuse(answer));
        Assert.Equal(expected, Encoding.UTF8.GetString(fields.Apply(bytes)));
    }

    [Theory]
    [InlineData("""{"model":"m","tools":[],"tool_choice":"none"}""", "tool_choice: unknown")]
    [InlineData("""{"model":"m","messages":[],"stream":true}""", "messages and model and stream are wrong")]
    [InlineData("""{"model":"m","temperature":1}""", "temperature: unknown")]
    [InlineData("""{"model":"m","user":"x"}""", "the users are unknown")]
    [InlineData("not JSON", "not")]
    public void Refuse_WhatMustStay_GivesUp(string body, string answer) =>
        Assert.False(new RefusedFields(Encoding.UTF8.GetBytes(body), new HashSet<string>(StringComparer.Ordinal)).Refuse(answer));

    [Fact]
    public void Refuse_SameAnswerWithoutTheField_PutsItBack()
    {
        var body = """{"model":"m","seed":1,"user":"x"}"""u8.ToArray();
        var fields = new RefusedFields(body, new HashSet<string>(StringComparer.Ordinal));
        const string Answer = "seed and user: something is wrong";
        Assert.True(fields.Refuse(Answer));
        Assert.True(fields.Refuse(Answer));
        Assert.Equal("""{"model":"m","seed":1}""", Encoding.UTF8.GetString(fields.Apply(body)));
        Assert.False(fields.Refuse(Answer));
        Assert.Empty(fields.Learned);
    }

    [Fact]
    public void Refuse_OtherLimitThanBefore_TriesTheFirstAgain()
    {
        var body = """{"model":"m","max_completion_tokens":5}"""u8.ToArray();
        var fields = new RefusedFields(body, new HashSet<string>(StringComparer.Ordinal) { "max_completion_tokens" });
        Assert.Equal("""{"model":"m","max_tokens":5}""", Encoding.UTF8.GetString(fields.Apply(body)));
        Assert.True(fields.Refuse("max_tokens is not supported"));
        Assert.Equal("""{"model":"m","max_completion_tokens":5}""", Encoding.UTF8.GetString(fields.Apply(body)));
        Assert.Equal(["max_tokens", "max_completion_tokens"], fields.Learned.Concat(fields.Welcome));
    }
}
