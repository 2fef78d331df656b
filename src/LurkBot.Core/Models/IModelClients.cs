using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Makes the clients of models. Thread-safe.</summary>
internal interface IModelClients
{
    /// <summary>Makes the client that a model's name asks for.</summary>
    /// <param name="model">Such as <c>claude-sonnet-4-20250514</c>, <c>gpt-4o</c>, <c>gemini-2.5-flash</c>, <c>ollama/llama3</c>, <c>openai/NAME</c>, <c>offline</c>.</param>
    /// <param name="onNote">Told what a person who waits should know; null when no one watches.</param>
    /// <returns>A client whose failures are <see cref="ModelException"/>.</returns>
    /// <exception cref="LurkBotException">No provider serves the name, or its key is missing; the message names the variable.</exception>
    IChatClient Create(string model, Action<string>? onNote = null);

    /// <summary>The model of a session for which none was chosen.</summary>
    /// <param name="catalogue">What the aliases of the providers' usual models stand for.</param>
    /// <param name="cancellationToken">Cancels the look for a local model.</param>
    ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken);

    /// <summary>Counts tokens as a model's provider does, as nearly as that is known.</summary>
    /// <param name="provider">The provider.</param>
    TokenCounter CounterOf(ModelProvider provider);
}
