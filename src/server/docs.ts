import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** `/docs` and `/docs/json`: OpenAPI from the routes' own schemas. All its files come from this server. */
export async function addDocs(app: FastifyInstance, hasKey: boolean): Promise<void> {
  const bearer = { type: 'http', scheme: 'bearer' } as const;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'streambatch',
        version: '1',
        description: 'One model, streamed or in batches, measured.',
      },
      ...(hasKey && { components: { securitySchemes: { bearer } }, security: [{ bearer: [] }] }),
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', logo: undefined });
}
