using System.Diagnostics;
using LurkBot.Web;

namespace LurkBot.Tests.Web;

public sealed class HtmlTextTests
{
    private static readonly Uri Page = new("http://example.org/a/b");

    [Theory]
    [InlineData("<")]
    [InlineData("<a href=")]
    [InlineData("<a href=\"")]
    [InlineData("</a></a><a><a></pre><pre>")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&#99999999;&x;<![CDATA[")]
    [InlineData("\0\ud800<\0")]
    public void Read_Broken_NeverFails(string html) => Assert.NotNull(HtmlText.Read(html, Page));

    [Theory]
    [InlineData("5<6 & 7 > 6 &copy; &amp;lt;", "5<6 & 7 > 6 © &lt;")]
    [InlineData("<A HREF=' c?x=1&amp;y '>X</A>", "[X](http://example.org/a/c?x=1&y)")]
    [InlineData("<a href=c>X<a href=/d>Y</a>Z", "[X](http://example.org/a/c)[Y](http://example.org/d)Z")]
    [InlineData("<a href=javascript:x()>X</a> <a href=file:///etc/passwd>Y</a> <a>Z</a>", "X Y Z")]
    [InlineData("<script>if (a<b && c == \"</p>\") <!-- </script>x", "x")]
    [InlineData("<svg><title>t</title><svg></svg>x</svg>a<svg/>b<template><p>c</template>d", "abd")]
    [InlineData("<title>t</title><style>s</style><noscript><p>n</noscript><iframe>i</iframe>a", "a")]
    [InlineData("<textarea><b>x</textarea>", "x")]
    [InlineData("a<!-- > -->b<!x>c</ x>d</>e<!-- --!-- --!>f", "abcdef")]
    [InlineData("<p>x<p>y<br>z<ol><li>1<li>2</ol><h3>t</h3>", "x\n\ny\nz\n\n- 1\n\n- 2\n\n### t")]
    public void Read_Page_IsItsText(string html, string text) => Assert.Equal(text, HtmlText.Read(html, Page));

    [Theory]
    [InlineData("<a'")]
    [InlineData("<")]
    [InlineData("<a href=\"")]
    [InlineData("</")]
    [InlineData("<!")]
    [InlineData("<pre>")]
    [InlineData("<a>")]
    [InlineData("<head>")]
    [InlineData("<p")]
    [InlineData("<svg>")]
    [InlineData("&#x")]
    [InlineData("<table><i></p>")]
    [InlineData("<div></b>")]
    // Each of these overflows the stack of AngleSharp 1.10.3.
    [InlineData("</>")]
    [InlineData("--!", "<!--")]
    [InlineData("</scrip", "<script>")]
    [InlineData("<!--<script>", "<script>")]
    [InlineData(" href=x", "<a")]
    public void Read_HostileRepetition_TakesTimeInProportion(string piece, string start = "")
    {
        var watch = Stopwatch.StartNew();
        Assert.NotNull(HtmlText.Read(start + string.Concat(Enumerable.Repeat(piece, 500_000)), Page));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Read_ManyAttributes_TakesTimeInProportion()
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal("x", HtmlText.Read("<a" + string.Concat(Enumerable.Range(0, 300_000).Select(i => $" a{i}")) + ">x", Page));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Read_ManyLinksOnAPageWithALongAddress_GrowsNoMoreThanALittle()
    {
        var html = string.Concat(Enumerable.Repeat("<a href=x>y</a>", 100_000));
        var text = HtmlText.Read(html, new Uri("http://example.org/" + new string('p', 10_000) + "/"));
        Assert.InRange(text.Length, 1, (2 * html.Length) + 200_000);
    }
}
