using System.Text.Json.Serialization;
using LurkBot.Models;

namespace LurkBot.Commands;

/// <summary>Prices per million tokens in US dollars; <c>long</c> holds those of requests of more than <c>over</c> tokens.</summary>
internal sealed record ModelPriceJson(
    decimal Input,
    decimal Output,
    decimal CachedInput,
    decimal CacheWrite,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Over,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelPriceJson? Long)
{
    /// <summary>The record of a price.</summary>
    public static ModelPriceJson Of(ModelPrice price) => new(
        price.Input,
        price.Output,
        price.CachedInput,
        price.CacheWrite,
        price.WhenLong is null ? null : price.LongOver,
        price.WhenLong is { } longer ? Of(longer with { WhenLong = null }) : null);
}
