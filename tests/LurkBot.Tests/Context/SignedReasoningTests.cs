using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Context;

public sealed class SignedReasoningTests
{
    private static readonly Gen<string> Texts = Gen.OneOf("", "thought", "你好 \"x\"\n", "😀");

    [Fact]
    public void WriteAndOf_AnyBlocks_GiveBackThoseThatAreSigned() =>
        Gen.Select(Texts, Gen.Int[0, 2]).Array[0, 5].Sample(blocks =>
        {
            var contents = blocks.Select(block => Block(block.Item1, block.Item2)).ToList();
            var entry = new AssistantEntry
            {
                Reasoning = string.Concat(contents.Select(content => content.Text)),
                ReasoningProof = SignedReasoning.Write([.. contents, new TextContent("said")]),
            };
            var expected = contents.Where(content => content.ProtectedData is not null).Select(Values);
            Assert.Equal(expected, SignedReasoning.Of(entry).Select(Values));
        });

    [Theory]
    [InlineData("thought")]
    [InlineData("")]
    public void WriteAndOf_AProvidersOwnJson_GivesItBackWithAllReasoning(string text)
    {
        const string Json = """{"reasoning_content":true,"calls":[null,{"a": 1.0}]}""";
        var (thought, returned) = (new TextReasoningContent(text), SignedReasoning.CreateReturned(Json));
        SignedReasoning.Stamp(thought, "openai@host#m", redacted: false);
        SignedReasoning.Stamp(returned, "openai@host#m", redacted: false);
        var entry = new AssistantEntry { Reasoning = text, ReasoningProof = SignedReasoning.Write([thought, new TextContent("said"), returned]) };
        var kept = Assert.Single(SignedReasoning.Of(entry));
        Assert.Equal((text, Json, "openai@host#m"), (kept.Text, SignedReasoning.ReturnedOf(kept), SignedReasoning.ProviderOf(kept)));
    }

    [Theory]
    [InlineData("""{"provider":"openai","returned":[]}""")]
    [InlineData("{broken")]
    [InlineData("[]")]
    [InlineData("""{"provider":"anthropic"}""")]
    [InlineData("""{"provider":"anthropic","blocks":[{"length":-1,"signature":"s"}]}""")]
    [InlineData("""{"provider":"anthropic","blocks":[{"length":3,"signature":"s"}]}""")]
    [InlineData("""{"provider":"anthropic","blocks":[{"length":99999999999,"signature":"s"}]}""")]
    [InlineData("""{"provider":"anthropic","blocks":[{"length":4,"signature":7}]}""")]
    public void Of_ProofThatDoesNotFitTheText_GivesNothing(string proof) =>
        Assert.Empty(SignedReasoning.Of(new AssistantEntry { Reasoning = "four", ReasoningProof = proof }));

    private static TextReasoningContent Block(string text, int kind)
    {
        var content = new TextReasoningContent(kind == 2 ? "" : text) { ProtectedData = kind == 0 ? null : "c2ln" };
        SignedReasoning.Stamp(content, "anthropic", redacted: kind == 2);
        return content;
    }

    private static (string, string?, bool, string?) Values(TextReasoningContent content) =>
        (content.Text, content.ProtectedData, SignedReasoning.IsRedacted(content), SignedReasoning.ProviderOf(content));
}
