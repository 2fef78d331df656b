using LurkBot.Search;

namespace LurkBot.Tests.Search;

public sealed class QueryWordsTests
{
    [Theory]
    [InlineData("thanks!")]
    [InlineData("ok")]
    [InlineData("Good morning, how are you?")]
    [InlineData("See you later")]
    [InlineData("Guten Morgen")]
    [InlineData("谢谢")]
    [InlineData("")]
    public void OfRecall_SmallTalk_IsAboutNothing(string text) => Assert.Empty(QueryWords.OfRecall(text, "What is the code of the garage?"));

    [Fact]
    public void OfRecall_Exchange_CountsLessAndOnce()
    {
        var words = QueryWords.OfRecall("Which garage?", "The garage has a lock");
        Assert.Equal([("garage", 1.0, true), ("lock", 1.0 / 3, true)], words.Select(word => (word.Text, word.Weight, word.IsTopic)));
        Assert.False(QueryWords.OfRecall("The garage", "The garage has a lock")[1].IsTopic);
    }

    [Fact]
    public void OfSearch_Question_HasNamesAndNumbersAndNoStopWords()
    {
        var words = QueryWords.OfSearch("When did Caroline move to number 42?");
        Assert.Equal(["Caroline", "move", "number", "42"], words.Select(word => word.Text));
        Assert.Equal(["Caroline"], words.Where(word => word.IsName).Select(word => word.Text));
        Assert.Equal(["42"], words.Where(word => word.Weight > 1).Select(word => word.Text));
    }

    [Fact]
    public void OfSearch_OnlyStopWords_KeepsThem() => Assert.Equal(["who", "are", "you"], QueryWords.OfSearch("who are you").Select(word => word.Text));
}
